import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { FloatType } from '../float/element-type.ts';
import type { NumberArray } from './number-array.ts';

/** An array as a program printed it, and the type that its text names. */
export interface LiteralArray extends NumberArray {
  readonly type?: FloatType;
}

const typeNames: Readonly<Record<string, FloatType>> = {
  ...{ float16: 'float16', half: 'float16', bfloat16: 'bfloat16' },
  ...{ float32: 'float32', float: 'float32', float64: 'float64', double: 'float64' },
};

/** A binary64 number that is printed in full has at most 1,076 characters and a sign. */
const longest = 1200;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const hexadecimal = /^([+-]?)0x(?=\.?[0-9a-f])([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?\d+))?$/i;
const special = /^([+-]?)(?:(?:np|numpy|math|float)\.)?(nan|inf|infinity)f?$/i;

/**
 * Reads an array as Python, NumPy, PyTorch, TensorFlow, JavaScript, C, MATLAB or a table prints it: `array([[1., 2.],
 * [3., 4.]], dtype=float32)`, `[[1 2]\n [3 4]]`, `float a[2][2] = {{1.0f, 2.0f}, {3.0f, 4.0f}};`, or bare rows of
 * numbers. Rows are brackets, or lines where no bracket is. Decimals become the nearest binary64 number, or the
 * nearest of the type that is named. Throws a UsageError that names the file and what is wrong.
 */
export function parseLiteral(path: string, text: string): LiteralArray {
  const type = typeOf(text);
  const body = bodyOf(text);
  if (/\.\.\.|…/.test(body)) {
    throw new UsageError(
      `${path}: the printout leaves numbers out (...); print all, as after ` +
        'numpy.set_printoptions(threshold=sys.maxsize), or save the array with numpy.save',
    );
  }
  const table = matlabRows(body) ?? (/[[({]/.test(body) ? undefined : body);
  const array = table === undefined ? nestedArray(path, body) : tableArray(path, table);
  return { path, ...array, ...(type === undefined ? {} : { type }) };
}

/** MATLAB ends a row with a semicolon: `[1 2; 3 4]`. */
function matlabRows(body: string): string | undefined {
  const rows = body.slice(1, -1);
  return body.startsWith('[') && body.endsWith(']') && rows.includes(';') && !/[[\]]/.test(rows) ? rows : undefined;
}

// Every pattern of this file takes linear time, whatever the text is: a text from anybody may have 16 MiB. So no
// pattern begins at each place of a run that it then reads to its end, and no run can be split in two ways.

const namedType =
  /(?:dtype\s*[=:]\s*|torch\.|tf\.|np\.|jnp\.)(?:['"<]\s*)?(?:torch\.|np\.|tf\.)?(b?float(?:16|32|64)|half|double)\b/;

/** By `dtype=float32`, `torch.float16`, `Float32Array`, a C declaration, or the f of C behind numbers. */
function typeOf(text: string): FloatType | undefined {
  const [, named] = namedType.exec(text) ?? [];
  if (named !== undefined) return typeNames[named];
  const [, bits] = /\bFloat(16|32|64)Array\b/.exec(text) ?? [];
  if (bits !== undefined) return typeNames[`float${bits}`];
  const declared = declaredType(text);
  if (declared !== undefined) return declared;
  // From the first digit of a number only: from each digit of a long one takes quadratic time.
  return /(?<![.\d])\d[.\d]*(?:e[+-]?\d+)?f\b/i.test(text) && !/0x/i.test(text) ? 'float32' : undefined;
}

/** By a C declaration of an array or a pointer with a value, `float a[2] =`. */
function declaredType(text: string): FloatType | undefined {
  for (const [statement, end] of text.matchAll(/[^=;]*(=|;|$)/g)) {
    if (end !== '=' || !/[\]*]$/.test(statement.slice(0, -1).trimEnd().slice(-1))) continue;
    const [, name] = /(?:^|[\s(])(float|double|half)\b/.exec(statement) ?? [];
    if (name !== undefined) return typeNames[name];
  }
  return undefined;
}

/** Without comments of C. */
function withoutComments(text: string): string {
  if (!text.includes('/*') && !text.includes('//')) return text;
  const kept: string[] = [];
  const begin = /\/[*/]/g;
  let at = 0;
  for (let found = begin.exec(text); found !== null; found = begin.exec(text)) {
    const { 0: mark, index } = found;
    const end = mark === '//' ? text.indexOf('\n', index) : text.indexOf('*/', index + 2);
    if (end < 0 && mark === '/*') break;
    kept.push(text.slice(at, index));
    at = end < 0 ? text.length : mark === '//' ? end : end + 2;
    // The last slash of a comment may stand before another one, with which it begins none.
    begin.lastIndex = at;
  }
  return [...kept, text.slice(at)].join(' ');
}

const keyword = /(?:dtype|shape|device|requires_grad|grad_fn|name|order|copy)\s*=/;

/** What the brackets hold, without the words before them and the keywords after. */
function bodyOf(text: string): string {
  const plain = withoutComments(text)
    .replace(/^[^[({=]*(?:\[[^\]]*\]\s*)*=\s*(?=[[({]|(?:new\s+)?[\w.]+\s*\()/, '')
    .replace(/;\s*$/, '');
  // tf.Tensor prints its shape after the numbers, or the numbers as numpy=array(…).
  const [, numpy] = /numpy\s*=\s*([\s\S]*)$/.exec(text) ?? [];
  const found = numpy ?? plain;
  const call = /^\s*(?:new\s+)?[A-Za-z_][\w.]*(?:<[^>]*>)?\s*\(([\s\S]*)$/.exec(found);
  const inside = call === null || special.test(found.trim()) ? found : call[1]!;
  const keywords = keyword.exec(inside)?.index;
  const array = keywords === undefined ? inside : inside.slice(0, keywords).trimEnd().replace(/,$/, '');
  return array.replace(call === null ? /$^/ : /\)[^\])}]*$/, '').trim();
}

type Sized = Pick<NumberArray, 'sizes' | 'numbers'>;

/** One opening bracket, one closing bracket, or a word up to a separator. */
const token = /[[({]|[\])}]|[^\s,;[\](){}]+/g;

function nestedArray(path: string, body: string): Sized {
  const numbers: number[] = [];
  const sizes: (number | undefined)[] = [];
  const counts: number[] = [];
  let leafDepth: number | undefined;
  let closed = false;
  for (const [word] of body.matchAll(token)) {
    if (closed) throw new UsageError(`${path}: ${shown(word.slice(0, 40))} after the last bracket; give one array`);
    const depth = counts.length;
    if (/^[[({]$/.test(word)) {
      if (depth > 0) counts[depth - 1]!++;
      counts.push(0);
      if (counts.length > 32) throw new UsageError(`${path}: brackets are nested more than 32 deep`);
    } else if (/^[\])}]$/.test(word)) {
      if (depth === 0) throw new UsageError(`${path}: a bracket closes that was not opened`);
      const count = counts.pop()!;
      sizes[depth - 1] ??= count;
      const size = sizes[depth - 1]!;
      if (count !== size) {
        const entries = count === 1 ? '1 entry' : `${count} entries`;
        throw new UsageError(`${path}: ragged: ${placeOf(counts)} has ${entries}, but the first one has ${size}`);
      }
      closed = counts.length === 0;
    } else {
      if (depth === 0) throw new UsageError(`${path}: ${shown(word.slice(0, 40))} before the first bracket`);
      leafDepth ??= depth;
      if (depth !== leafDepth) {
        const what = depth < leafDepth ? 'a number stands where a row is due' : 'a row stands where a number is due';
        throw new UsageError(`${path}: ragged: ${what}`);
      }
      counts[depth - 1]!++;
      numbers.push(numberOf(word, () => `${path}: ${placeOf(counts)}`));
    }
  }
  if (!closed) throw new UsageError(`${path}: cut short: a bracket is not closed`);
  if (leafDepth !== undefined && sizes.length !== leafDepth)
    throw new UsageError(`${path}: ragged: a row stands where a number is due`);
  return { sizes: sizes.map((size) => size ?? 0), numbers: Float64Array.from(numbers) };
}

/** The entry that each of these counts counted last. */
const placeOf = (counts: readonly number[]): string => counts.map((count) => `[${count - 1}]`).join('');

/** Rows are lines or end with a semicolon; a single number has no axes, a single row or column has one. */
function tableArray(path: string, body: string): Sized {
  const rows = body
    .split(/[\n\r;]+/)
    .map((line) => line.split(/[\s,|]+/).filter((word) => word !== ''))
    .filter((row) => row.length > 0);
  const [first] = rows;
  if (first === undefined) throw new UsageError(`${path}: there are no numbers`);
  for (const [row, words] of rows.entries()) {
    if (words.length === first.length) continue;
    throw new UsageError(`${path}: ragged: row ${row + 1} has ${words.length} numbers, row 1 has ${first.length}`);
  }
  const numbers = rows.flatMap((words, row) =>
    words.map((word, column) => numberOf(word, () => `${path}: row ${row + 1}, column ${column + 1}`)),
  );
  const sizes = [rows.length, first.length].filter((size) => size !== 1);
  return { sizes, numbers: Float64Array.from(numbers) };
}

function numberOf(word: string, where: () => string): number {
  if (word.length > longest)
    throw new UsageError(`${where()}: a number of ${word.length} characters; at most ${longest} are read`);
  const [, sign, name] = special.exec(word) ?? [];
  if (name?.toLowerCase() === 'nan') return Number.NaN;
  if (name !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const hex = hexadecimal.exec(word.replace(/(?<=p[+-]?\d+)f$/i, ''));
  if (hex !== null) return hexNumber(hex);
  const plain = word.replace(/(?<=[\d.])[fFdL]$/, '').replaceAll('_', '');
  const number = decimal.test(plain) ? Number(plain) : Number.NaN;
  if (Number.isNaN(number)) throw new UsageError(`${where()}: ${shown(word.slice(0, 40))} is not a number`);
  if (!Number.isFinite(number))
    throw new UsageError(
      `${where()}: ${shown(word.slice(0, 40))} is beyond the range of binary64; write inf for infinity`,
    );
  return number;
}

/** C's hexadecimal floating-point constants, with at most 53 significant bits. */
function hexNumber([, sign, whole = '', fraction = '', exponent = '0']: RegExpExecArray): number {
  const size = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -size : size;
}

import { arrayOf } from '../arrays/array-of.ts';
import { judgeArrays } from '../arrays/judge-arrays.ts';
import type { JudgementOfFiles } from '../arrays/judgement.ts';
import { questionOf } from '../arrays/question-of.ts';
import type { ArrayRequest } from '../arrays/request.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ArrayFile } from '../files/array-file.ts';
import { type ElementType, formatOfType } from '../float/element-type.ts';
import { roundTo } from '../float/round-to.ts';
import { judgeOnAllCores } from '../parallel/judge-on-all-cores.ts';
import { formatJson } from '../text/json.ts';
import { judgementLines } from '../text/judgement-lines.ts';
import { readingOf } from '../text/question-reading.ts';

/** An array in memory, in C order. */
export interface NumberArray {
  /** The class says the type: float32, float64, int8 to int32, uint8 to uint32. */
  readonly numbers:
    | Float32Array
    | Float64Array
    | Int8Array
    | Int16Array
    | Int32Array
    | Uint8Array
    | Uint16Array
    | Uint32Array;
  /** The sizes of the axes, the slowest first; none for a single number. */
  readonly sizes: readonly number[];
  /** Set if a Float32Array holds numbers of 16 bits. */
  readonly type?: 'float16' | 'bfloat16';
}

/** What every request has. */
export interface JudgedAnswers {
  /** Answers by their names. */
  readonly observed: Readonly<Record<string, NumberArray>>;
}

/** A convolution; what is absent is 1, none, or found from the sizes. */
export interface JudgeConvolution extends JudgedAnswers {
  /** Which operation. */
  readonly operation: 'conv';
  /** The arrays that it was computed from. */
  readonly inputs: { readonly image: NumberArray; readonly kernel: NumberArray; readonly bias?: NumberArray };
  /** Between rows and columns alike, or [rows, columns]. */
  readonly stride?: number | readonly [rows: number, columns: number];
  /** As `stride`. */
  readonly dilation?: number | readonly [rows: number, columns: number];
  /** A number goes on every side, two are [rows, columns], four [top, bottom, left, right]. */
  readonly padding?:
    | 'valid'
    | 'same'
    | number
    | readonly [rows: number, columns: number]
    | readonly [top: number, bottom: number, left: number, right: number];
  /** Groups of channels; each convolves its own. */
  readonly groups?: number;
  /** Whether it is a transposed convolution. */
  readonly transposed?: boolean;
  /** The axes of the image and of the answers. */
  readonly layout?: 'nhwc' | 'nchw';
  /** The axes of the kernel. */
  readonly kernelLayout?: 'hwio' | 'oihw';
}

/** Of vectors and matrices as `numpy.matmul` takes them, or a dot product of two arrays of equal sizes. */
export interface JudgeProduct extends JudgedAnswers {
  /** Which operation. */
  readonly operation: 'matmul' | 'dot';
  /** The arrays that it was computed from. */
  readonly inputs: { readonly left: NumberArray; readonly right: NumberArray };
}

/** A sum or a mean along axes. */
export interface JudgeSum extends JudgedAnswers {
  /** Which operation. */
  readonly operation: 'sum';
  /** The arrays that it was computed from. */
  readonly inputs: { readonly array: NumberArray };
  /** Negative axes count from the last. Absent: all axes. */
  readonly axes?: readonly number[];
  /** Divide by how many numbers a sum has. */
  readonly mean?: boolean;
}

/** What was computed: an operation, its inputs, and what implementations gave for it. */
export type JudgeRequest = JudgeConvolution | JudgeProduct | JudgeSum;

/** What the answers are. */
export interface Judged {
  /** The gravest of all answers. */
  readonly verdict: 'rounding' | 'narrower' | 'defect' | 'not-judged';
  /** The answer in one sentence or two. */
  readonly answer: string;
  /** What `lastbit judge` prints. */
  readonly text: string;
  /** What `lastbit judge --json` prints; docs/judge.schema.json is its JSON Schema. */
  readonly json: string;
}

/**
 * Whether arrays that anybody computed are roundings of the exact results, narrower arithmetic, or wrong, where and
 * how: `lastbit judge` for arrays in memory. Layouts, padding and other options are as there, with its defaults.
 *
 * @throws UsageError, one line: sizes that do not fit one another, or numbers that are none of the stated type
 *
 * @example
 * ```js
 * import { judge } from 'lastbit';
 * const left = { numbers: Float32Array.of(1, 2 ** -24, 2 ** -24), sizes: [3] };
 * const right = { numbers: Float32Array.of(1, 1, 1), sizes: [3] };
 * const mine = { numbers: Float32Array.of(1), sizes: [] };
 * const { verdict, json } = await judge({ operation: 'dot', inputs: { left, right }, observed: { mine } });
 * console.log(verdict); // rounding
 * console.log(JSON.parse(json).outputs[0].largest.exact); // 1.0000001192092896
 * ```
 */
export async function judge(request: JudgeRequest): Promise<Judged> {
  const answers = Object.entries(request.observed).map(([name, array]) => ({ name, file: fileOf(array, name) }));
  if (answers.length === 0) throw new UsageError('observed has no arrays; give one for each answer');
  const asked = arrayRequest(request);
  const question = questionOf(
    asked,
    answers.map(({ file }) => file),
  );
  const judgement = await judgeArrays(question, answers, {
    run: (_, checks) =>
      judgeOnAllCores(
        asked,
        answers,
        checks.map(({ answer, model }) => ({ answer: answers.indexOf(answer), model })),
      ),
  });
  const whole: JudgementOfFiles = { ...judgement, reading: [readingOf(question)] };
  return {
    verdict: whole.verdict,
    answer: whole.answer,
    text: `${judgementLines(whole, { width: 80, all: false, next: [] }).join('\n')}\n`,
    json: formatJson(whole),
  };
}

function arrayRequest(request: JudgeRequest): ArrayRequest {
  switch (request.operation) {
    case 'conv': {
      const { operation, inputs, observed: _, ...options } = request;
      const { image, kernel, bias } = inputs;
      return {
        ...{ ...options, kind: operation, image: fileOf(image, 'image'), kernel: fileOf(kernel, 'kernel') },
        ...(bias === undefined ? {} : { bias: fileOf(bias, 'bias') }),
      };
    }
    case 'sum': {
      const { operation, inputs, observed: _, ...options } = request;
      return { ...options, kind: operation, array: fileOf(inputs.array, 'array') };
    }
    default: {
      const { operation, inputs } = request;
      return { kind: operation, left: fileOf(inputs.left, 'left'), right: fileOf(inputs.right, 'right') };
    }
  }
}

const types: readonly (readonly [name: string, type: ElementType])[] = [
  ['Float32Array', 'float32'],
  ['Float64Array', 'float64'],
  ...([8, 16, 32] as const).flatMap((bits) => [
    [`Int${bits}Array`, `int${bits}`] as const,
    [`Uint${bits}Array`, `uint${bits}`] as const,
  ]),
];

function fileOf({ numbers, sizes, type }: NumberArray, name: string): ArrayFile {
  const found = types.find(([kind]) => Object.prototype.toString.call(numbers) === `[object ${kind}]`)?.[1];
  if (found === undefined) throw new UsageError(`${name}: numbers is no typed array of floats or integers to 32 bits`);
  if (!Array.isArray(sizes) || !sizes.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new UsageError(`${name}: sizes is no list of whole numbers from 0 on`);
  const length = sizes.reduce((product, size) => product * size, 1);
  if (numbers.length !== length)
    throw new UsageError(`${name}: ${numbers.length} numbers, but sizes ${JSON.stringify(sizes)} have ${length}`);
  if (type !== undefined) {
    if (found !== 'float32') throw new UsageError(`${name}: type ${type} needs a Float32Array`);
    const round = roundTo(formatOfType(type)!, 'nearest-even');
    const place = numbers.findIndex((x) => !Object.is(round(x), x));
    if (place >= 0) throw new UsageError(`${name}: its number ${place}, ${numbers[place]}, is none of ${type}`);
  }
  return arrayOf(numbers, sizes, type ?? found, name);
}

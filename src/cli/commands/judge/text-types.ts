import { shown } from '../../../errors/shown.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import type { ArrayFile } from '../../../files/array-file.ts';
import { withType } from '../../../files/with-type.ts';
import type { FloatType } from '../../../float/element-type.ts';
import { counted } from '../../../text/numbers.ts';

/** An array with the type that it is judged in, and what was decided about it, as a sentence. */
export interface Typed {
  readonly file: ArrayFile;
  readonly note?: string;
  /** Whether numbers were rounded to the type. */
  readonly rounded?: boolean;
}

/** JSON and CSV have decimals and no type; nor has text that does not name one. */
export const isText = ({ path, type }: Pick<ArrayFile, 'path' | 'type'>): boolean =>
  /\.(json|csv)$/i.test(path) || (/\.txt$/i.test(path) && type === 'float64');

/** So many digits are enough for every binary32 number; with so few, most binary32 numbers cannot be written. */
const enoughDigits = 9;
const tooFewDigits = 7;
/** So many inexact numbers that are all short were rounded when they were printed. */
const telling = 8;

/**
 * An answer in text as numbers of a type: the stated one. Else binary32 if all are binary32 numbers, have at most nine
 * digits, are what is printed of binary32 numbers, or are so for the most part; else binary64. Throws a UsageError for
 * decimals that were shortened so that they are no results any more.
 */
export function typedAnswer(file: ArrayFile, stated: FloatType | undefined): Typed {
  if (!isText(file)) return { file };
  const name = shown(file.path);
  if (stated !== undefined) return rounded(file, stated, `as --type says`);
  const { inexact, digits, unprinted, wide } = decimalsOf(file);
  if (inexact === 0)
    return { file: { ...file, type: 'float32' }, note: `${name}: read as float32: all its numbers are.` };
  if (areShortened({ inexact, digits })) {
    throw new UsageError(
      `${name}: its numbers have at most ${digits} significant digits, too few to be the results themselves; ` +
        'write nine (%.9g), or say --type float32 if they are complete',
    );
  }
  if (digits <= enoughDigits)
    return rounded(file, 'float32', `because no decimal has more than ${counted(digits, 'digit')}`);
  if (unprinted === 0)
    return rounded(file, 'float32', 'because all its decimals are float32 numbers, rounded where the digits end');
  // A binary64 result is a binary32 number to its last digit once in 2^29 cases.
  if (wide > unprinted)
    return rounded(file, 'float32', `because ${counted(wide, 'decimal')} in it are float32 numbers to the last digit`);
  return {
    file,
    note: `${name}: read as float64, because ${counted(inexact, 'decimal')} in it cannot be float32; --type overrides.`,
  };
}

function rounded(file: ArrayFile, type: FloatType, why: string): Typed {
  const typed = withType(file, type, true);
  const moved = typed.rounded === 0 ? '' : `; ${counted(typed.rounded, 'number')} of it had to be rounded`;
  return {
    file: typed.file,
    note: `${shown(file.path)}: read as ${type}, ${why}${moved}.`,
    rounded: typed.rounded > 0,
  };
}

/**
 * An input as the implementations had it. Decimals in text become binary32 numbers where no answer is in binary64 or an
 * integer type; so do all inputs with `round`, which are otherwise taken as they are.
 */
export function typedInput(file: ArrayFile, answers: readonly ArrayFile[], round: boolean): Typed {
  const narrow = answers.every(({ type }) => ['float16', 'bfloat16', 'float32'].includes(type));
  if (round)
    return file.type === roundedTo(answers) ? { file } : rounded(file, roundedTo(answers), 'as --round-inputs says');
  if (!isText(file) || !narrow) return { file };
  const decimals = decimalsOf(file);
  if (decimals.inexact === 0) return { file: { ...file, type: 'float32' } };
  const typed = rounded(file, 'float32', 'because the answers are no float64');
  if (!areShortened(decimals)) return typed;
  const digits = counted(decimals.digits, 'digit');
  const doubt = `If its decimals (${digits} at most) were shortened when printed, errors may be due to that.`;
  return { ...typed, note: `${typed.note} ${doubt}` };
}

/** The widest type of the answers. */
function roundedTo(answers: readonly ArrayFile[]): FloatType {
  const types = answers.map(({ type }) => type);
  if (types.some((type) => type === 'float64' || /int|bool/.test(type))) return 'float64';
  const [first = 'float32'] = types;
  return types.every((type) => type === first) ? (first as FloatType) : 'float32';
}

interface Decimals {
  /** How many are no binary32 numbers. */
  readonly inexact: number;
  /** The most significant digits that one of these has. */
  readonly digits: number;
  /** How many of these are not even the decimals of binary32 numbers, as %.6f prints 39782.40234375. */
  readonly unprinted: number;
  /** How many are binary32 numbers whose decimals have more digits than such a number needs. */
  readonly wide: number;
}

const areShortened = ({ inexact, digits }: Pick<Decimals, 'inexact' | 'digits'>): boolean =>
  inexact >= telling && digits <= tooFewDigits;

function decimalsOf(file: ArrayFile): Decimals {
  let [inexact, digits, unprinted, wide] = [0, 0, 0, 0];
  for (const number of file.read(0, file.length)) {
    if (!Number.isFinite(number)) continue;
    if (Math.fround(number) === number) {
      if (significantDigits(number) > enoughDigits && !Number.isInteger(number)) wide++;
      continue;
    }
    inexact++;
    digits = Math.max(digits, significantDigits(number));
    const nearest = Math.fround(number);
    if (
      Math.abs(nearest) === Number.POSITIVE_INFINITY ||
      Number(nearest.toPrecision(significantDigits(number))) !== number
    )
      unprinted++;
  }
  return { inexact, digits, unprinted, wide };
}

/** Of the shortest decimal of a binary64 number, which is what a file with up to 15 digits says. */
function significantDigits(number: number): number {
  const [mantissa = ''] = String(Math.abs(number)).split('e');
  return mantissa.replace('.', '').replace(/^0+/, '').replace(/0+$/, '').length;
}

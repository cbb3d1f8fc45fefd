import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type FloatType, formatOfType } from '../float/element-type.ts';
import { roundTo } from '../float/round-to.ts';
import type { ArrayFile } from './array-file.ts';
import { placeOf } from './number-array.ts';

const nearest: Readonly<Record<FloatType, (x: number) => number>> = {
  float16: roundTo(formatOfType('float16')!, 'nearest-even'),
  bfloat16: roundTo(formatOfType('bfloat16')!, 'nearest-even'),
  float32: Math.fround,
  float64: (x) => x,
};
const names: Readonly<Record<FloatType, string>> = {
  ...{ float16: 'binary16', bfloat16: 'bfloat16', float32: 'binary32', float64: 'binary64' },
};

/** Types whose numbers are all numbers of the other type. */
const bytes = ['bool', 'int8', 'uint8'];
const narrower: Readonly<Record<FloatType, readonly string[]>> = {
  float16: bytes,
  bfloat16: bytes,
  float32: [...bytes, 'int16', 'uint16', 'float16', 'bfloat16'],
  float64: [...bytes, 'int16', 'uint16', 'float16', 'bfloat16', 'int32', 'uint32', 'int64', 'uint64', 'float32'],
};

/**
 * How many numbers are not of a type, of which the first is number `from` of an array. NaN and the infinities are of
 * every type. Throws a UsageError for a finite number beyond the range of the type, and for every number that is not of
 * it unless `roundInputs` is set.
 */
export function countRounded(
  { path, sizes }: Pick<ArrayFile, 'path' | 'sizes'>,
  [from, numbers]: readonly [from: number, numbers: Float64Array],
  type: FloatType,
  roundInputs: boolean,
): number {
  const round = nearest[type];
  let rounded = 0;
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i]!;
    const near = round(number);
    if (near === number || Number.isNaN(number)) continue;
    const place = placeOf(sizes, from + i);
    const where = `${shown(path)}: ${number}${place === '' ? '' : ` at ${place}`}`;
    if (!Number.isFinite(near)) throw new UsageError(`${where} is beyond the range of ${names[type]}`);
    if (!roundInputs) {
      throw new UsageError(
        `${where} is not a ${names[type]} number; the nearest is ${near}; --round-inputs rounds to the nearest`,
      );
    }
    rounded++;
  }
  return rounded;
}

/** An array of another type, and how many of its numbers were rounded to it. */
export interface TypedFile {
  readonly file: ArrayFile;
  readonly rounded: number;
}

const atATime = 2 ** 16;

/**
 * The same array with its numbers rounded to the nearest of a type, ties to even. Reads the whole file once, in parts,
 * unless every number of its type is one of the other. Throws a UsageError as `countRounded` does.
 */
export function withType(file: ArrayFile, type: FloatType, roundInputs: boolean): TypedFile {
  if (file.type === type) return { file, rounded: 0 };
  if (narrower[type].includes(file.type)) return { file: { ...file, type }, rounded: 0 };
  let rounded = 0;
  for (let from = 0; from < file.length; from += atATime) {
    const numbers = file.read(from, Math.min(file.length, from + atATime));
    rounded += countRounded(file, [from, numbers], type, roundInputs);
  }
  return { file: roundedTo(file, type), rounded };
}

/** The same array with its numbers rounded to the nearest of a type as they are read; nothing is checked or counted. */
export function roundedTo(file: ArrayFile, type: FloatType): ArrayFile {
  return { ...file, type, read: (from, to) => file.read(from, to).map(nearest[type]) };
}

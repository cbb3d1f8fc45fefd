import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ElementType } from '../float/element-type.ts';
import type { ArrayFile } from './array-file.ts';
import type { Bytes } from './bytes.ts';
import { decoders, toHostOrder, widths } from './element-bytes.ts';
import { fortranReader } from './fortran-order.ts';
import { placeInFortranOrder, placeOf } from './number-array.ts';

/** Numbers as bytes, and what they mean. */
export interface StoredArray {
  readonly type: ElementType;
  readonly note?: string;
  readonly bigEndian: boolean;
  /** The first axis is the fastest. */
  readonly fortran: boolean;
  readonly sizes: readonly number[];
  /** Where the numbers begin. They all lie in the bytes. */
  readonly start: number;
}

/** Numbers converted at a time; keeps the memory of a read small beside its result. */
const atATime = 2 ** 16;

/** Messages begin with the path. Closing is left to `close`. */
export function arrayFile(path: string, stored: StoredArray, bytes: Bytes, close: () => void): ArrayFile {
  const { type, note, sizes } = stored;
  const length = sizes.reduce((product, size) => product * size, 1);
  const width = widths[type];
  // One axis, not counting those of size 1, has the same order in both.
  const fortran = stored.fortran && sizes.filter((size) => size > 1).length > 1;
  const placeInFile = (index: number): string => (fortran ? placeInFortranOrder(sizes, index) : placeOf(sizes, index));
  let scratch = new ArrayBuffer(0);
  const readStored = (from: number, to: number): Float64Array => {
    const numbers = new Float64Array(to - from);
    if (scratch.byteLength === 0) scratch = new ArrayBuffer(Math.min(length, atATime) * width);
    for (let start = from; start < to; start += atATime) {
      const end = Math.min(to, start + atATime);
      const raw = new Uint8Array(scratch, 0, (end - start) * width);
      bytes.read(stored.start + start * width, raw);
      toHostOrder(raw, width, stored.bigEndian);
      decoders[type](scratch, numbers.subarray(start - from, end - from), (index, what) => {
        const place = placeInFile(start + index);
        throw new UsageError(`${shown(path)}: ${place === '' ? 'its number' : place} is ${what}`);
      });
    }
    return numbers;
  };
  const readParts = fortran ? fortranReader(sizes, readStored) : readStored;
  return {
    ...{ path, type, sizes, length, close },
    ...(note !== undefined && { note }),
    read(from, to) {
      checkRange(from, to, length);
      return readParts(from, to);
    },
  };
}

/** Throws a RangeError unless there are numbers from `from` (inclusive) to `to` (exclusive). */
export function checkRange(from: number, to: number, length: number): void {
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && 0 <= from && from <= to && to <= length))
    throw new RangeError(`numbers ${from} to ${to} of ${length}`);
}

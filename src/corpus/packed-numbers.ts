import { gunzipSync, gzipSync } from 'node:zlib';
import { UsageError } from '../errors/usage-error.ts';
import { type Bits32, bits32, fromBits32 } from '../float/bits.ts';

/**
 * Many binary32 numbers on disk. Up to 64 are written as bit patterns, which people can read. More are one text: the
 * base64 of the gzip of their bytes, four per number, sign first. Both give the same bits back. Every NaN is written as
 * the quiet NaN.
 */
export type WrittenNumbers = readonly Bits32[] | string;

const mostPlain = 64;

/**
 * The most numbers that an entry keeps besides its own input: the case before it was minimised, a varied case, a batch.
 */
export const mostKept: number = 2 ** 16;

export function writeNumbers(numbers: Float32Array): WrittenNumbers {
  if (numbers.length <= mostPlain) return Array.from(numbers, bits32);
  return gzipSync(bytesOf(Array.from(numbers, bits32)), { level: 9 }).toString('base64');
}

/** Reads what `writeNumbers` wrote. Throws a UsageError for anything else; the caller adds where it is. */
export function readNumbers(written: WrittenNumbers): Float32Array {
  return Float32Array.from(bitsOf(written), fromBits32);
}

/** The bit patterns, packed or not. Throws a UsageError as `readNumbers` does. */
export function bitsOf(written: WrittenNumbers): readonly Bits32[] {
  return typeof written === 'string'
    ? (unpacked(written).toString('hex').match(/.{8}/g) as unknown as Bits32[])
    : written;
}

/** The bit patterns as one text of hexadecimal digits, eight for each number. Throws as `readNumbers` does. */
export function hexOf(written: WrittenNumbers): string {
  return typeof written === 'string' ? unpacked(written).toString('hex') : written.join('');
}

/** How many numbers there are. Throws as `readNumbers` does. */
export function countOf(written: WrittenNumbers): number {
  return typeof written === 'string' ? unpacked(written).length / 4 : written.length;
}

function unpacked(written: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = gunzipSync(Buffer.from(written, 'base64'), { maxOutputLength: 4 * mostKept });
  } catch (error) {
    throw new UsageError(`not the base64 of a gzip of at most ${mostKept} numbers (${(error as Error).message})`);
  }
  if (bytes.length % 4 !== 0) throw new UsageError(`${bytes.length} bytes are not a whole number of binary32 numbers`);
  if (bytes.length <= 4 * mostPlain)
    throw new UsageError(`${bytes.length / 4} numbers must be written as bit patterns, not packed`);
  return bytes;
}

function bytesOf(bits: readonly Bits32[]): Buffer {
  return Buffer.from(bits.join(''), 'hex');
}

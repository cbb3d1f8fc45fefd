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
  if (typeof written !== 'string') return Float32Array.from(written, fromBits32);
  const bytes = unpacked(written);
  const numbers = new Float32Array(bytes.length / 4);
  for (let index = 0; index < numbers.length; index++) numbers[index] = bytes.readFloatBE(4 * index);
  return numbers;
}

/** The bit patterns, packed or not. Throws a UsageError as `readNumbers` does. */
export function bitsOf(written: WrittenNumbers): readonly Bits32[] {
  if (typeof written !== 'string') return written;
  return (unpacked(written).toString('hex').match(/.{8}/g) ?? []) as unknown as readonly Bits32[];
}

/** All bit patterns in one text. Throws a UsageError as `readNumbers` does. */
export function joinedBits(written: WrittenNumbers): string {
  return typeof written === 'string' ? unpacked(written).toString('hex') : written.join('');
}

/** How many numbers there are. Throws a UsageError as `readNumbers` does. */
export function countOf(written: WrittenNumbers): number {
  return typeof written === 'string' ? unpacked(written).length / 4 : written.length;
}

/** The texts unpacked last: a reader counts, hashes and compares the same numbers one after the other. */
const latest = new Map<string, Buffer>();
const mostLatest = 4;

function unpacked(written: string): Buffer {
  const found = latest.get(written);
  if (found !== undefined) return found;
  const bytes = unpack(written);
  latest.set(written, bytes);
  for (const oldest of latest.keys()) if (latest.size > mostLatest) latest.delete(oldest);
  return bytes;
}

function unpack(written: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = gunzipSync(Buffer.from(written, 'base64'), { maxOutputLength: 4 * mostKept });
  } catch (error) {
    throw new UsageError(`not the base64 of a gzip of at most ${mostKept} numbers (${(error as Error).message})`);
  }
  const count = bytes.length / 4;
  if (!Number.isInteger(count))
    throw new UsageError(`${bytes.length} bytes are not a whole number of binary32 numbers`);
  if (count <= mostPlain) throw new UsageError(`${count} numbers must be written as bit patterns, not packed`);
  return bytes;
}

function bytesOf(bits: readonly Bits32[]): Buffer {
  return Buffer.from(bits.join(''), 'hex');
}

import { UsageError } from '../errors/usage-error.ts';
import type { NumberArray } from './number-array.ts';

/** What JSON has no number for. */
const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/**
 * Nested arrays of numbers. NaN and the infinities are the strings "NaN", "Infinity", "-Infinity"; Python writes them bare, which
 * is no JSON but is read too. Decimals are read as the nearest binary64 number.
 */
export function parseJsonNumbers(path: string, text: string): NumberArray {
  const root = parse(path, text);
  const sizes: number[] = [];
  for (let level: unknown = root; Array.isArray(level) && sizes.length <= 4; level = level[0]) sizes.push(level.length);
  if (sizes.length === 0) throw new UsageError(`${path}: holds no array; it takes nested arrays of numbers`);
  const numbers: number[] = [];
  const visit = (value: unknown, place: readonly number[]): void => {
    if (place.length === sizes.length) {
      numbers.push(numberOf(path, value, `[${place.join('][')}]`));
      return;
    }
    const size = sizes[place.length]!;
    const where = place.length === 0 ? 'the array' : `[${place.join('][')}]`;
    if (!Array.isArray(value))
      throw new UsageError(`${path}: ragged: ${where} is a number, the first entry an array of ${size}`);
    if (value.length !== size) {
      throw new UsageError(`${path}: ragged: ${where} has ${value.length} entries, the first one ${size}`);
    }
    for (const [index, entry] of value.entries()) visit(entry, [...place, index]);
  };
  visit(root, []);
  return { path, sizes, numbers: Float64Array.from(numbers) };
}

function parse(path: string, text: string): unknown {
  const bare = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(bare);
  } catch (error) {
    try {
      return JSON.parse(bare.replace(/(?<=[[,:\s])(NaN|-?Infinity)(?=[\],\s])/g, '"$1"'));
    } catch {
      throw new UsageError(`${path}: is no JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
    }
  }
}

function numberOf(path: string, value: unknown, place: string): number {
  const number = typeof value === 'string' ? words[value] : value;
  if (typeof number !== 'number') {
    throw new UsageError(`${path}: ${place} is ${JSON.stringify(value)?.slice(0, 40)}, not a number`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new UsageError(
      `${path}: the number at ${place} is beyond the range of binary64; write "Infinity" if it is meant`,
    );
  }
  return number;
}

import { UsageError } from '../errors/usage-error.ts';
import type { NumberArray } from './number-array.ts';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const special = /^([+-]?)(nan|inf|infinity)$/i;

/**
 * Reads CSV: a line for each row, numbers separated by commas, no header. NaN and the infinities are the words nan, inf
 * and infinity in upper or lower case, with or without a sign. Decimals become the nearest binary64 number. Throws a
 * UsageError that names the file, the row and the column.
 */
export function parseCsv(path: string, text: string): NumberArray {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  if (lines.length === 0)
    throw new UsageError(`${path}: the file is empty; give a line for each row, numbers separated by commas`);
  const rows = lines.map((line, row) =>
    line.split(',').map((cell, column) => csvNumber(path, cell.trim(), row, column)),
  );
  const columns = rows[0]!.length;
  const odd = rows.findIndex((row) => row.length !== columns);
  if (odd >= 0) {
    throw new UsageError(`${path}: ragged: row ${odd + 1} has ${rows[odd]!.length} numbers, row 1 has ${columns}`);
  }
  return { path, sizes: [rows.length, columns], numbers: Float64Array.from(rows.flat()) };
}

function csvNumber(path: string, cell: string, row: number, column: number): number {
  const where = `${path}: row ${row + 1}, column ${column + 1}`;
  const [, sign, word] = special.exec(cell) ?? [];
  if (word?.toLowerCase() === 'nan') return Number.NaN;
  if (word !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!decimal.test(cell)) throw new UsageError(`${where}: ${JSON.stringify(cell.slice(0, 40))} is not a number`);
  const number = Number(cell);
  if (!Number.isFinite(number))
    throw new UsageError(`${where}: ${cell} is beyond the range of binary64; write inf for infinity`);
  return number;
}

/** The numbers that JSON has no literals for. */
const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/**
 * Reads nested JSON arrays of numbers. NaN and the infinities are the strings "NaN", "Infinity" and "-Infinity", or
 * these words without quotation marks, as Python writes them. Decimals become the nearest binary64 number. Throws a
 * UsageError that names the file and the indices.
 */
export function parseJsonNumbers(path: string, text: string): NumberArray {
  const root = parse(path, text);
  const sizes: number[] = [];
  for (let level: unknown = root; Array.isArray(level) && sizes.length <= 4; level = level[0]) sizes.push(level.length);
  if (sizes.length === 0)
    throw new UsageError(`${path}: not an array; give nested arrays of numbers, such as [[1, 2], [3, 4]]`);
  const numbers: number[] = [];
  const visit = (value: unknown, place: readonly number[]): void => {
    const name = `[${place.join('][')}]`;
    if (place.length === sizes.length) {
      numbers.push(jsonNumber(path, value, name));
      return;
    }
    const size = sizes[place.length]!;
    if (!Array.isArray(value))
      throw new UsageError(`${path}: ragged: ${name} is a number, but the first entry is an array of ${size}`);
    if (value.length !== size) {
      const entries = value.length === 1 ? '1 entry' : `${value.length} entries`;
      throw new UsageError(`${path}: ragged: ${name} has ${entries}, but the first one has ${size}`);
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
      throw new UsageError(`${path}: not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
    }
  }
}

function jsonNumber(path: string, value: unknown, place: string): number {
  const number = typeof value === 'string' ? words[value] : value;
  if (typeof number !== 'number') {
    throw new UsageError(`${path}: ${place} is ${JSON.stringify(value)?.slice(0, 40)}, not a number`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new UsageError(`${path}: ${place} is beyond the range of binary64; write "Infinity" for infinity`);
  }
  return number;
}

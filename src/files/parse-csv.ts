import { UsageError } from '../errors/usage-error.ts';
import type { NumberArray } from './number-array.ts';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const special = /^([+-]?)(nan|inf|infinity)$/i;

/**
 * One line a row, numbers between commas. NaN and the infinities are the words nan, inf, infinity in any case, with a sign.
 * Decimals are read as the nearest binary64 number. A header line is an error, as is every other text.
 */
export function parseCsv(path: string, text: string): NumberArray {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  if (lines.length === 0) throw new UsageError(`${path}: is empty; it takes one line a row, numbers between commas`);
  const rows = lines.map((line, row) =>
    line.split(',').map((cell, column) => numberOf(path, cell.trim(), row, column)),
  );
  const columns = rows[0]!.length;
  const odd = rows.findIndex((row) => row.length !== columns);
  if (odd >= 0) {
    throw new UsageError(`${path}: ragged: row ${odd + 1} has ${rows[odd]!.length} numbers, row 1 has ${columns}`);
  }
  return { path, sizes: [rows.length, columns], numbers: Float64Array.from(rows.flat()) };
}

function numberOf(path: string, cell: string, row: number, column: number): number {
  const where = `${path}: row ${row + 1}, column ${column + 1}`;
  const [, sign, word] = special.exec(cell) ?? [];
  if (word !== undefined) {
    return word.toLowerCase() === 'nan'
      ? Number.NaN
      : sign === '-'
        ? Number.NEGATIVE_INFINITY
        : Number.POSITIVE_INFINITY;
  }
  if (!decimal.test(cell)) throw new UsageError(`${where}: ${JSON.stringify(cell.slice(0, 40))} is not a number`);
  const number = Number(cell);
  if (!Number.isFinite(number))
    throw new UsageError(`${where}: ${cell} is beyond the range of binary64; write inf if it is meant`);
  return number;
}

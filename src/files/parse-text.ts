import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { NumberArray } from './number-array.ts';
import { parseJson } from './parse-json.ts';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const special = /^([+-]?)(nan|inf|infinity)$/i;

/** A binary64 number that is printed in full has at most 1,076 characters and a sign. */
const longest = 1200;

/**
 * Reads CSV: a line for each row, numbers separated by commas, no header. NaN and the infinities are the words nan, inf
 * and infinity in upper or lower case, with or without a sign. Decimals become the nearest binary64 number; they have
 * at most 1,200 characters. Throws a UsageError that names the file, the row and the column.
 */
export function parseCsv(path: string, text: string): NumberArray {
  const lines = text.trimEnd().split(/\r\n?|\n/);
  if (lines.length === 1 && lines[0] === '')
    throw new UsageError(`${path}: the file is empty; give a line for each row, numbers separated by commas`);
  const numbers: number[] = [];
  let columns = 0;
  for (const [row, line] of lines.entries()) {
    const cells = line.split(',');
    for (const [column, cell] of cells.entries()) numbers.push(csvNumber(path, cell.trim(), row, column));
    if (row === 0) columns = cells.length;
    if (cells.length !== columns) {
      throw new UsageError(`${path}: ragged: row ${row + 1} has ${cells.length} numbers, row 1 has ${columns}`);
    }
  }
  return { path, sizes: [lines.length, columns], numbers: Float64Array.from(numbers) };
}

function csvNumber(path: string, cell: string, row: number, column: number): number {
  const where = `${path}: row ${row + 1}, column ${column + 1}`;
  // Before the patterns, which take the square of the length to refuse a number.
  if (cell.length > longest)
    throw new UsageError(`${where}: a number of ${cell.length} characters; at most ${longest} are read`);
  const [, sign, word] = special.exec(cell) ?? [];
  if (word?.toLowerCase() === 'nan') return Number.NaN;
  if (word !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!decimal.test(cell)) throw new UsageError(`${where}: ${JSON.stringify(cell.slice(0, 40))} is not a number`);
  const number = Number(cell);
  if (!Number.isFinite(number))
    throw new UsageError(`${where}: ${shown(cell)} is beyond the range of binary64; write inf for infinity`);
  return number;
}

/** The numbers that JSON has no literals for. */
const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/**
 * Reads nested JSON arrays of numbers, or a number. NaN and the infinities are the strings "NaN", "Infinity" and
 * "-Infinity", or these words without quotation marks, as Python writes them. Decimals become the nearest binary64
 * number. Throws a UsageError that names the file and the indices.
 */
export function parseJsonNumbers(path: string, text: string): NumberArray {
  const root = parse(path, text);
  const sizes: number[] = [];
  for (let level: unknown = root; Array.isArray(level); level = level[0]) sizes.push(level.length);
  if (sizes.length === 0 && typeof root !== 'number' && !Object.hasOwn(words, String(root)))
    throw new UsageError(`${path}: not an array; give nested arrays of numbers, such as [[1, 2], [3, 4]]`);
  const numbers: number[] = [];
  const place: number[] = [];
  const visit = (value: unknown): void => {
    if (place.length === sizes.length) {
      numbers.push(jsonNumber(path, value, place));
      return;
    }
    const size = sizes[place.length]!;
    if (!Array.isArray(value))
      throw new UsageError(
        `${path}: ragged: ${nameOf(place)} is ${kindOf(value)}, but the first entry is an array of ${size}`,
      );
    if (value.length !== size) {
      const entries = value.length === 1 ? '1 entry' : `${value.length} entries`;
      throw new UsageError(`${path}: ragged: ${nameOf(place)} has ${entries}, but the first one has ${size}`);
    }
    for (const [index, entry] of value.entries()) {
      place.push(index);
      visit(entry);
      place.pop();
    }
  };
  visit(root);
  return { path, sizes, numbers: Float64Array.from(numbers) };
}

const nameOf = (place: readonly number[]): string => `[${place.join('][')}]`;

function parse(path: string, text: string): unknown {
  try {
    return parseJson(path, text);
  } catch (error) {
    const quoted = text.replace(/(?<=[[,:\s])(NaN|-?Infinity)(?=[\],\s])/g, '"$1"');
    if (quoted === text) throw error;
    try {
      return parseJson(path, quoted);
    } catch {
      throw error;
    }
  }
}

function jsonNumber(path: string, value: unknown, place: readonly number[]): number {
  const number = typeof value === 'string' ? words[value] : value;
  if (typeof number !== 'number') throw new UsageError(`${path}: ${nameOf(place)} is ${kindOf(value)}, not a number`);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new UsageError(`${path}: ${nameOf(place)} is beyond the range of binary64; write "Infinity" for infinity`);
  }
  return number;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'number') return 'a number';
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value).slice(0, 40);
}

import type { Padding } from '../conv/shape.ts';
import { UsageError } from '../errors/usage-error.ts';

/** A whole number from 0 on, as an option gives it. */
export function parseWhole(option: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text.trim()) && Number.isSafeInteger(value)) return value;
  throw new UsageError(`${option} ${text}: not a whole number from 0 on`);
}

/** A whole number between two bounds, both included. */
export function parseBetween(option: string, text: string, least: number, greatest: number): number {
  const value = parseWhole(option, text);
  if (value >= least && value <= greatest) return value;
  throw new UsageError(`${option} ${text}: not a whole number from ${least} to ${greatest}`);
}

/** `N` for both axes, or `ROWS,COLUMNS`, each from 1 on. */
export function parsePair(option: string, text: string): readonly [number, number] {
  const [rows = Number.NaN, columns = rows, ...more] = text.split(',').map(whole);
  if (more.length === 0 && rows >= 1 && columns >= 1) return [rows, columns];
  throw new UsageError(`${option} ${text}: not N or ROWS,COLUMNS with whole numbers from 1 on`);
}

/** `valid`, `same` or `TOP,BOTTOM,LEFT,RIGHT`. */
export function parsePadding(text: string): Padding {
  if (text === 'valid' || text === 'same') return text;
  const [top = Number.NaN, bottom = Number.NaN, left = Number.NaN, right = Number.NaN, ...more] = text
    .split(',')
    .map(whole);
  if (more.length === 0 && [top, bottom, left, right].every((zeros) => zeros >= 0)) return [top, bottom, left, right];
  throw new UsageError(`--padding ${text}: not valid, same, or TOP,BOTTOM,LEFT,RIGHT with whole numbers from 0 on`);
}

function whole(text: string): number {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
}

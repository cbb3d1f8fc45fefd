import { ulp32 } from '../../float/ulp.ts';

/**
 * The numbers of one node, divided into cells of width 2^q, by size. Cell 0 holds |x| < 2^q, cell ±k holds
 * k·2^q ≤ |x| < (k + 1)·2^q. So the numbers of a cell other than 0 have one sign and lie in one binade.
 *
 * In a cell, numbers are told apart by their residue r: the integer x ÷ ulp(x) modulo 2^bits. Cell boundaries have
 * residue 0. Numbers of cell 0 have any residue.
 */
export interface Cells {
  readonly q: number;
  readonly width: number;
  /** The first and the last cell. */
  readonly first: number;
  readonly last: number;
}

/** Cells for all numbers from low to high: at most about `most` of them. */
export function cellsOf(low: number, high: number, most: number, bits: number): Cells {
  const size = Math.max(Math.abs(low), Math.abs(high), 2 ** -100);
  // Below, numbers might be subnormal, or boundaries might have another residue than 0.
  let q = Math.max(-126 + bits, Math.round(Math.log2(ulp32(size))) + bits);
  const count = (): number => Math.trunc(high / 2 ** q) - Math.trunc(low / 2 ** q) + 1;
  while (count() > most) q++;
  const width = 2 ** q;
  return { q, width, first: Math.trunc(low / width), last: Math.trunc(high / width) };
}

/** The exponent of the binade of a cell other than 0. */
export function binadeOf(cells: Cells, cell: number): number {
  return cells.q + binadesAbove(cell);
}

/** By the number of binades above the width of a cell, the ulp there. Powers cost more than a look into a table. */
export function ulpsAbove({ q }: Cells): Float64Array {
  return Float64Array.from({ length: 32 }, (_, binade) => 2 ** (q + binade - 23));
}

/** The number of binades from the width of a cell to that of the numbers of a cell other than 0. */
export const binadesAbove = (cell: number): number => 31 - Math.clz32(Math.abs(cell));

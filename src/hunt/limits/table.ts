import type { Cells } from './cells.ts';

/** How finely the limit looks: cells for each node, and bits of the residues in each cell. */
export interface Fineness {
  readonly cells: number;
  readonly bits: number;
}

/** By cell and residue, the largest error that a subtree may have there; −∞ where it has no values. */
export interface Table {
  readonly cells: Cells;
  readonly bits: number;
  /** Entry (cell − first)·2^bits + residue. */
  readonly best: Float64Array;
  /** Whether the values may have any number of bits: they are exact products that are not enumerated. */
  readonly fine: boolean;
}

/** A sum of two operands on its way: where it goes and how it rounds. */
export interface Target extends Table {
  readonly sign: 1 | -1;
  readonly twice: boolean;
  /** The largest ulp in units of the width of a cell: no sum is rounded further than half of it. */
  readonly margin: number;
  /** Cells of which the exact sum can reach only the boundary, where nothing is rounded; NaN if there is none. */
  readonly exactFirst: number;
  readonly exactLast: number;
}

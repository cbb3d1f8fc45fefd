import type { ConvShape, Operation } from '../conv/shape.ts';
import type { Bits32 } from '../float/bits.ts';
import type { Place } from './place.ts';

/**
 * What a difference shows:
 * - `wrong`: one of the two numbers exceeds the any-order bound, so the difference is more than rounding.
 * - `special`: an input is NaN or infinite.
 * - `overflow`: some order may overflow.
 * - `rounding`: both numbers are within the bound, as two correct orders of summation give them.
 * - `zero-sign`: the two differ only in the sign of a zero.
 * - `known-defect`: wrong, and a recorded defect explains it.
 */
export type DifferenceKind = 'wrong' | 'special' | 'overflow' | 'rounding' | 'zero-sign' | 'known-defect';

/** The kinds, the most serious first. */
export const differenceKinds: readonly DifferenceKind[] = [
  'wrong',
  'special',
  'overflow',
  'rounding',
  'zero-sign',
  'known-defect',
];

/** The simplest known case that breaks the relation, with everything needed to ask it again. */
export interface MetamorphicCounterexample {
  readonly kind: DifferenceKind;
  readonly operation: Operation;
  readonly shape: ConvShape;
  readonly image: readonly Bits32[];
  readonly kernel: readonly Bits32[];
  /** What the claim drew when it varied the case. */
  readonly draws: readonly number[];
  readonly change: string;
  /** The output of the original case, and that of the varied case. */
  readonly outputs: readonly [first: number, second: number];
  readonly values: readonly [first: string, second: string];
  /** The relation that the second output should have had to the first. */
  readonly must: string;
  readonly nonZero: number;
  /** True if no simpler case shows it; false if the search was cut. */
  readonly minimal: boolean;
  readonly found: Place;
}

/** Whether a difference shows something more serious than another one, if there is another one. */
export function isGraver(kind: DifferenceKind, than: DifferenceKind | undefined): boolean {
  return than === undefined || differenceKinds.indexOf(kind) < differenceKinds.indexOf(than);
}

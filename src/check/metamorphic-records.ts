import type { ConvShape, Operation } from '../conv/shape.ts';
import type { Bits32 } from '../float/bits.ts';
import type { Place } from './place.ts';

/**
 * What a difference shows. `wrong`: one of the two numbers is beyond the bound of any order, so it is no rounding
 * error. `special`: an input is NaN or infinite. `overflow`: some order may overflow. `rounding`: both numbers are
 * within the bound, two orders of summation that are both right. `zero-sign`: the two differ in the sign of a zero
 * only. `known-defect`: wrong, and a recorded defect explains it.
 */
export type DifferenceKind = 'wrong' | 'special' | 'overflow' | 'rounding' | 'zero-sign' | 'known-defect';

/** The kinds, the gravest first. */
export const differenceKinds: readonly DifferenceKind[] = [
  'wrong',
  'special',
  'overflow',
  'rounding',
  'zero-sign',
  'known-defect',
];

/** The smallest case known in which a subject does not behave so, and all that is needed to ask it again. */
export interface MetamorphicCounterexample {
  readonly kind: DifferenceKind;
  readonly operation: Operation;
  readonly shape: ConvShape;
  readonly image: readonly Bits32[];
  readonly kernel: readonly Bits32[];
  /** What the claim drew when it varied the case. */
  readonly draws: readonly number[];
  readonly change: string;
  /** The output of the case as it was, and that of the varied one. */
  readonly outputs: readonly [first: number, second: number];
  readonly values: readonly [first: string, second: string];
  /** How the second had to stand to the first. */
  readonly must: string;
  readonly nonZero: number;
  /** No simpler case was found to show it; false: shrinking ran out of time. */
  readonly minimal: boolean;
  readonly found: Place;
}

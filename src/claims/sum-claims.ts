import type { SumClaim } from './sum-claim.ts';
import { differenceByHeight } from './sums/difference-by-height.ts';
import { sumAnyOrder } from './sums/sum-any-order.ts';
import { sumBackward } from './sums/sum-backward.ts';
import { sumClassical } from './sums/sum-classical.ts';
import { sumHeight } from './sums/sum-height.ts';
import { sumHeightClassical } from './sums/sum-height-classical.ts';
import { sumIncreasing } from './sums/sum-increasing.ts';
import { sumNotBelowLargest } from './sums/sum-not-below-largest.ts';
import { sumRunning } from './sums/sum-running.ts';
import { sumRunningUnits } from './sums/sum-running-units.ts';
import { sumTreeNumber } from './sums/sum-tree-number.ts';

/** What holds for sums in any format and any order, in table order. */
export const sumClaims: readonly SumClaim[] = [
  sumAnyOrder,
  sumHeight,
  sumClassical,
  sumHeightClassical,
  sumBackward,
  sumIncreasing,
  sumRunning,
  sumRunningUnits,
  sumNotBelowLargest,
  differenceByHeight,
  sumTreeNumber,
];

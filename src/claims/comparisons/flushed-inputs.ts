import { absDyadic, addDyadic, multiplyDyadic } from '../../float/dyadic.ts';
import type { ComparisonClaim } from '../comparison-claim.ts';
import { exactProduct } from '../operation-claim.ts';
import { sumOf } from '../sum-claim.ts';
import { drawTiny, flushedSides, flushingLoops } from './flushing-loop.ts';
import { ofModestSums } from './orders-of-ours.ts';
import { within } from './relation-errors.ts';

/**
 * A loop that reads subnormal inputs as zero, and flushes its results as well, is off by what flushed-results allows and by the products that are lost:
 * those with a subnormal factor.
 *
 *     |ŝ − s| ≤ ((1+v)^n − 1)·P + (2n−1)·2^-126·(1+v)^n + D,  D = Σ|x_i·y_i| over the i with a subnormal factor
 *
 * Proof. It computes as if these factors were zero: the sum of the other products, which is within D of s, has the bound of
 * flushed-results, with a P no larger. A lost product is below 2^-126 times its other factor, so that D can be anything: an image of
 * subnormal numbers under large taps is read as black.
 *
 * Hypothesis: P < 2^100. Attained by one product with a subnormal factor.
 */
export const flushedInputs: ComparisonClaim = {
  id: 'flushed-inputs',
  kind: 'comparison',
  status: 'proven',
  topic: 'range',
  statement:
    'A loop that reads subnormal inputs as zero loses their products, and is otherwise within the bound of flushed results.',
  formula: '|ŝ − s| ≤ ((1+v)^n − 1)·P + (2n−1)·2^-126·(1+v)^n + Σ|x_i·y_i| over subnormal x_i or y_i',
  hypotheses: 'P < 2^100.',
  source: 'Proof in src/claims/comparisons/flushed-inputs.ts.',
  sharp: 'By one product of 2^-127, a subnormal number, and 2^100: nothing is left of it.',
  runs: flushingLoops({ inputs: true, products: true, sums: true }, 'subnormal inputs and results flushed'),
  failedHypothesis: ofModestSums,
  ...within((results, exact, factors) => {
    const { error, bound, scale } = flushedSides(results, exact, factors);
    const lost = factors
      .filter((pair) => pair.some((x) => Math.fround(Math.abs(x)) < 2 ** -126))
      .map(([x, y]) => absDyadic(exactProduct(Math.fround(x), Math.fround(y))));
    return { error, bound: addDyadic(bound, multiplyDyadic(sumOf(lost), scale)) };
  }),
  draw: drawTiny,
  sharpExample: [[2 ** -127, 2 ** 100]],
};

import { absDyadic, addDyadic, dyadic, dyadicOf, multiplyDyadic, subtractDyadic } from '../../float/dyadic.ts';
import type { RelationClaim } from '../relation-claim.ts';
import { largestError, within } from '../relation-errors.ts';
import { growthFraction, sumOf } from '../sum-claim.ts';
import { drawTiny, flushingLoops, ofModestSums } from './flushing-loop.ts';

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
export const flushedInputs: RelationClaim = {
  id: 'flushed-inputs',
  kind: 'relation',
  status: 'proven',
  topic: 'range',
  statement:
    'A loop that reads subnormal inputs as zero loses their products, and is otherwise within the bound of flushed results.',
  formula: '|ŝ − s| ≤ ((1+v)^n − 1)·P + (2n−1)·2^-126·(1+v)^n + Σ|x_i·y_i| over subnormal x_i or y_i',
  hypotheses: 'P < 2^100.',
  source: 'Proof in src/claims/relations/flushed-inputs.ts.',
  attained: 'By one product of 2^-127, a subnormal number, and 2^100: nothing is left of it.',
  runs: flushingLoops({ inputs: true, products: true, sums: true }, 'subnormal inputs and results flushed'),
  failedHypothesis: ofModestSums,
  ...within((results, exact, factors) => {
    const n = factors.length;
    const { over, under } = growthFraction(n, 24);
    const rounding = multiplyDyadic(subtractDyadic(over, under), exact.absoluteSum);
    const flushed = multiplyDyadic(dyadic(BigInt(2 * n - 1), -126), over);
    const lost = factors
      .filter((pair) => pair.some((x) => Math.fround(Math.abs(x)) < 2 ** -126))
      .map(([x, y]) => absDyadic(multiplyDyadic(dyadicOf(Math.fround(x)), dyadicOf(Math.fround(y)))));
    const bound = addDyadic(addDyadic(rounding, flushed), multiplyDyadic(sumOf(lost), under));
    return { error: multiplyDyadic(largestError(results, exact), under), bound };
  }),
  draw: drawTiny,
  attainedBy: [[2 ** -127, 2 ** 100]],
};

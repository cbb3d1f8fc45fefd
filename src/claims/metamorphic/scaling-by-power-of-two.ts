import type { Batch } from '../../conv/batch.ts';
import { gatherTerms, planTerms } from '../../conv/terms.ts';
import { lowestBit } from '../../float/dyadic.ts';
import { smallestNormal32 } from '../../float/format.ts';
import type { MetamorphicClaim, OutputPair } from '../metamorphic-claim.ts';
import { isOwnTree } from './own-subjects.ts';

/**
 * An image times 2^k gives outputs times 2^k, exactly.
 *
 * Hypotheses: inputs finite, none of a window subnormal before or after; all products are multiples of 2^-126 before and after; Σ|x·y| < 2^126 before
 * and after; n ≤ 2^12 terms.
 *
 * Proof for trees, fused or not, in binary32 or wider, and for correctly rounded results, whether subnormal results are kept or flushed: a multiple of 2^g rounded to nearest is a
 * multiple of 2^g, so all products and sums are multiples of 2^-126, zero or normal, and below Σ|x·y|·(1+u)^n < 2^127, before and after.
 * In this range rounding commutes with a factor 2^k, so every operation of the second run gives 2^k times what the first one gave. Ties are no exception: the significands are the same.
 */
export const scalingByPowerOfTwo: MetamorphicClaim = {
  id: 'scaling-by-power-of-two',
  kind: 'metamorphic',
  status: 'observed',
  mostDiscarded: { share: 0.5, because: 'distributions that leave the range on purpose say nothing here' },
  statement: 'An image times a power of two gives the outputs times that power, where nothing leaves the range.',
  formula: 'f(2^k·x, y) = 2^k·f(x, y)',
  source: 'Observed; proof for trees in src/claims/metamorphic/scaling-by-power-of-two.ts.',
  theoremFor: isOwnTree,
  vary: (batch, operation, draw) => {
    const power = (1 + draw(24)) * (draw(2) === 0 ? 1 : -1);
    const plan = planTerms(batch.shape, operation);
    if (plan.terms > 2 ** 12) return undefined;
    const varied: Batch = { ...batch, images: batch.images.map((pixel) => pixel * 2 ** power) };
    const { left, right } = gatherTerms(plan, batch);
    const pairs: OutputPair[] = [];
    for (let output = 0; output < batch.count * plan.outputs; output++) {
      const failed = outOfRange(left, right, output * plan.terms, plan.terms, power);
      const pair = { first: output, second: output, must: { kind: 'times', power } } as const;
      pairs.push(failed === undefined ? pair : { ...pair, discarded: failed });
    }
    return { batch: varied, pairs, change: `the image times 2^${power}` };
  },
};

function outOfRange(
  left: Float32Array,
  right: Float32Array,
  from: number,
  terms: number,
  power: number,
): string | undefined {
  const [lower, upper] = [2 ** Math.min(power, 0), 2 ** Math.max(power, 0)];
  let [grid, sum] = [Number.POSITIVE_INFINITY, 0];
  for (let t = from; t < from + terms; t++) {
    const [pixel, tap] = [Math.abs(left[t]!), Math.abs(right[t]!)];
    if (!(pixel < Number.POSITIVE_INFINITY && tap < Number.POSITIVE_INFINITY)) return 'an input is NaN or infinite';
    if (pixel !== 0 && (pixel * lower < smallestNormal32 || pixel * upper >= 2 ** 127))
      return 'a pixel leaves the range';
    if (tap !== 0 && tap < smallestNormal32) return 'a tap is subnormal';
    if (pixel * tap !== 0) grid = Math.min(grid, lowestBit(pixel * tap));
    sum += pixel * tap;
  }
  if (grid + Math.min(power, 0) < -126) return 'a product may be subnormal';
  return sum * upper * (1 + 2 ** -30) < 2 ** 126 ? undefined : 'a sum may overflow';
}

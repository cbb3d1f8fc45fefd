import { planTerms } from '../../conv/terms.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { changedNumber } from './changed-number.ts';
import { isOwn } from './own-subjects.ts';
import { pairsOfCases } from './pairs-of-cases.ts';

/**
 * An infinite pixel under a zero tap, or a zero pixel under an infinite tap, makes the output NaN. Broken by whoever skips zeros.
 *
 * Proof for our own orders: ∞ · 0 is NaN (IEEE 754-2019, 7.2), and every term is in the result.
 */
export const infinityTimesZero: MetamorphicClaim = {
  id: 'infinity-times-zero',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'An infinite pixel under a zero tap, or the other way round, makes the output NaN.',
  formula: 'x_j = ∞, y_j = 0 in window p: f(x, y)_p = NaN',
  source: 'Observed; IEEE 754-2019, 7.2; proof for our own orders in src/claims/metamorphic/infinity-times-zero.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const plan = planTerms(batch.shape, operation);
    const from = draw(plan.image.length);
    const infinite = draw(2) === 0 ? 'pixel' : 'tap';
    const sign = draw(2) === 0 ? 1 : -1;
    for (let step = 0; step < plan.image.length; step++) {
      const place = (from + step) % plan.image.length;
      const [pixel, tap] = [plan.image[place]!, plan.kernel[place]!];
      if (pixel < 0) continue;
      const output = Math.floor(place / plan.terms);
      const [x, y] = infinite === 'pixel' ? [sign * Number.POSITIVE_INFINITY, 0] : [0, sign * Number.POSITIVE_INFINITY];
      const half = changedNumber(batch, { of: 'image', index: pixel }, () => x);
      return {
        batch: changedNumber(half, { of: 'kernel', index: tap }, () => y),
        pairs: pairsOfCases(
          batch.count,
          [plan.outputs, plan.outputs],
          [{ first: output, second: output, must: { kind: 'nan' } }],
        ),
        change: `pixel ${pixel} becomes ${x}, tap ${tap} becomes ${y}`,
      };
    }
    return undefined;
  },
};

import { planTerms } from '../../conv/terms.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { changedNumber, chosenNumber } from './changed-number.ts';
import { isOwn } from './own-subjects.ts';
import { pairsOfCases } from './pairs-of-cases.ts';

/**
 * Padding is multiplied like any zero: an infinite tap on it makes the output NaN. Libraries that leave such taps out give a finite number; which
 * is right is a matter of taste, so this is told and no defect.
 *
 * Proof for our own orders: padding is a factor +0, and ∞ · 0 is NaN (IEEE 754-2019, 7.2).
 */
export const infiniteTapOnPadding: MetamorphicClaim = {
  id: 'infinite-tap-on-padding',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'An infinite tap on the padding makes the output NaN.',
  formula: 'y_j = ∞ on padding in window p: f(x, y)_p = NaN',
  source:
    'Observed; IEEE 754-2019, 7.2; proof for our own orders in src/claims/metamorphic/infinite-tap-on-padding.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const plan = planTerms(batch.shape, operation);
    if (!plan.padded) return undefined;
    let place = draw(plan.image.length);
    while (plan.image[place]! >= 0) place = (place + 1) % plan.image.length;
    const chosen = chosenNumber(plan, 'kernel', plan.kernel[place]!);
    const pairs = chosen.uses
      .filter(({ pixel }) => pixel < 0)
      .map(({ output }) => ({ first: output, second: output, must: { kind: 'nan' } as const }));
    return {
      batch: changedNumber(batch, chosen, () => Number.POSITIVE_INFINITY),
      pairs: pairsOfCases(batch.count, [plan.outputs, plan.outputs], pairs),
      change: `tap ${chosen.index} becomes ∞`,
    };
  },
};

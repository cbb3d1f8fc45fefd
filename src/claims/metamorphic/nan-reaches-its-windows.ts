import { planTerms } from '../../conv/terms.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { changedNumber, drawNumber } from './changed-number.ts';
import { isOwn } from './own-subjects.ts';
import { pairsOfCases } from './pairs-of-cases.ts';

/**
 * A NaN is not lost: every output that has it among its terms is NaN, whatever the other factor, zero and padding included. Broken by whoever skips
 * zeros, taps on the padding among them.
 *
 * Proof for our own orders: a rounded operation on a NaN gives NaN (IEEE 754-2019, 6.2), and every term is in the result.
 */
export const nanReachesItsWindows: MetamorphicClaim = {
  id: 'nan-reaches-its-windows',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'Every output that has a NaN among its factors is NaN.',
  formula: 'x_j = NaN in window p: f(x)_p = NaN',
  source:
    'Observed; IEEE 754-2019, 6.2; proof for our own orders in src/claims/metamorphic/nan-reaches-its-windows.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const plan = planTerms(batch.shape, operation);
    const chosen = drawNumber(plan, draw);
    if (chosen === undefined) return undefined;
    const pairs = chosen.uses
      .filter(({ pixel }) => pixel >= 0)
      .map(({ output }) => ({ first: output, second: output, must: { kind: 'nan' } as const }));
    return {
      batch: changedNumber(batch, chosen, () => Number.NaN),
      pairs: pairsOfCases(batch.count, [plan.outputs, plan.outputs], pairs),
      change: `${chosen.of} number ${chosen.index} becomes NaN`,
    };
  },
};

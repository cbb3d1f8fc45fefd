import { planTerms } from '../../conv/terms.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { changedNumber, drawNumber } from './changed-number.ts';
import { isOwn } from './own-subjects.ts';
import { pairsOfCases } from './pairs-of-cases.ts';
import { upTo } from './places.ts';

const others = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 100, -1, 2 ** -140] as const;

/**
 * A number that is not in an output's window does not change it: a pixel or tap becomes NaN, infinite, very large, −1 or subnormal, and
 * the outputs that have it not among their terms keep their bits. Broken by transforms, which mix neighbouring windows, and by whoever reads
 * beyond the window or skips by value.
 *
 * Proof for our own orders: an output is a function of its terms alone.
 */
export const otherWindowsKeepTheirBits: MetamorphicClaim = {
  id: 'other-windows-keep-their-bits',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'A pixel or tap changes only outputs that have it among their terms.',
  formula: 'x_j not in window p: f(x)_p ≡ f(x′)_p',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/other-windows-keep-their-bits.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const plan = planTerms(batch.shape, operation);
    const chosen = drawNumber(plan, draw);
    if (chosen === undefined) return undefined;
    const touched = new Set(chosen.uses.map(({ output }) => output));
    const untouched = upTo(plan.outputs).filter((output) => !touched.has(output));
    if (untouched.length === 0) return undefined;
    const value = others[draw(others.length)]!;
    const pairs = untouched.map((output) => ({ first: output, second: output, must: { kind: 'same-bits' } as const }));
    return {
      batch: changedNumber(batch, chosen, () => value),
      pairs: pairsOfCases(batch.count, [plan.outputs, plan.outputs], pairs),
      change: `${chosen.of} number ${chosen.index} becomes ${value}`,
    };
  },
};

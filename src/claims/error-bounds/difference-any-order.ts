import type { ErrorBound, PairClaim } from '../claim.ts';
import { dotAnyOrder } from './dot-any-order.ts';
import { outward } from './outward.ts';

/**
 * Two implementations of the same output differ by at most the sum of their bounds of dot-any-order.
 *
 * Proof: |a − b| ≤ |a − s| + |b − s|, the triangle inequality; hypotheses are those of both. Formats may differ. Attained to
 * first order by products on which one subject is exact and the other at its own bound; reached by both at once only
 * where their errors have opposite signs. It needs no exact value: as a test it also guards the reference itself.
 */
export const differenceAnyOrder: PairClaim = {
  id: 'difference-any-order',
  kind: 'pair',
  each: dotAnyOrder,
  status: 'proven',
  topic: 'differences',
  statement: 'Two implementations of one output differ by at most the sum of their any-order bounds.',
  formula: '|a − b| ≤ bound(a) + bound(b)',
  hypotheses: 'Those of dot-any-order, for both.',
  source: 'Triangle inequality on dot-any-order; src/claims/error-bounds/difference-any-order.ts.',
  inapplicableTo: (first, second) => dotAnyOrder.inapplicableTo(first) ?? dotAnyOrder.inapplicableTo(second),
  boundFor: (first, second): ErrorBound => {
    const [one, other] = [dotAnyOrder.boundFor(first), dotAnyOrder.boundFor(second)];
    return {
      failedHypothesis: (facts) => one.failedHypothesis(facts) ?? other.failedHypothesis(facts),
      bound: (facts) => outward(one.bound(facts) + other.bound(facts)),
    };
  },
};

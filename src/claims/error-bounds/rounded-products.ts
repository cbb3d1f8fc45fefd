import { overflowThreshold32 } from '../../float/format.ts';
import type { ErrorBound, OutputClaim, TermFacts } from '../claim.ts';
import { ownOrder } from './own-order.ts';

/** What the claims have in common that speak of orders of ours with products and sums rounded to binary32, once each. */
export const roundedProducts: Pick<OutputClaim, 'inapplicableTo'> = {
  inapplicableTo: (subject) =>
    ownOrder(subject)?.arithmetic === 'rounded-products' ? undefined : 'it is not known to round each product',
};

/** Inputs finite, and P + bound below the overflow threshold. */
export function withoutOverflow(bound: (facts: TermFacts) => number): ErrorBound {
  return {
    bound,
    failedHypothesis: (facts) => {
      if (!facts.finiteInputs) return 'an input is NaN or infinite';
      // 1 + 2^-20 makes up for an estimate of P from below.
      const largest = facts.absoluteSum * (1 + 2 ** -20) + bound(facts);
      return largest < overflowThreshold32 ? undefined : 'the bound does not exclude overflow';
    },
  };
}

import { overflowThreshold32, unitRoundoff32 } from '../../float/format.ts';
import type { ErrorBound, TermFacts } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';
import { outward } from './outward.ts';

/**
 * A claim about a compensated algorithm applies to one subject only: the implementation of that algorithm in lastbit.
 */
export function onlyOf(id: string): (subject: SubjectTraits) => string | undefined {
  return (subject) => {
    if (subject.id !== id) return `it applies to ${id} only`;
    const { products, sums, inputs } = subject.flush;
    return products || sums || inputs ? 'it assumes gradual underflow' : undefined;
  };
}

/**
 * Hypotheses: inputs are finite, and nothing overflows. Compensation adds and subtracts two or three numbers at a time,
 * each hardly larger than P, so 4·P below the threshold is enough. 1 + 2^-20 covers roundings and an estimate of P from
 * below.
 */
export function compensatedBound(bound: (facts: TermFacts) => number): ErrorBound {
  return {
    bound,
    failedHypothesis: ({ finiteInputs, absoluteSum }) => {
      if (!finiteInputs) return 'an input is NaN or infinite';
      return absoluteSum * (1 + 2 ** -20) < overflowThreshold32 / 4 ? undefined : 'the bound does not exclude overflow';
    },
  };
}

/**
 * From a bound on the sum of the rounded products to one on the dot product s. Let t be the exact sum of the rounded
 * products and S the sum of their absolute values. Then |t − s| ≤ r with r = u·P + n·2^-150. So |t| ≤ |s| + r and S ≤ P
 * + r, and r is added to what `sumBound` allows.
 */
export function ofRoundedProducts(sumBound: (facts: TermFacts, t: number, absoluteSum: number) => number): ErrorBound {
  return compensatedBound((facts) => {
    const { nonZero, absoluteSum, exact } = facts;
    if (nonZero === 0) return 0;
    const rounding = outward(unitRoundoff32 * absoluteSum + nonZero * 2 ** -150);
    return outward(sumBound(facts, Math.abs(exact) + rounding, absoluteSum + rounding) + rounding);
  });
}

import { overflowThreshold32 } from '../../float/format.ts';
import type { ErrorBound, TermFacts } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';

/** What the claims about one compensated algorithm have in common: they speak of one subject of ours, and of no other. */
export function onlyOf(id: string): (subject: SubjectTraits) => string | undefined {
  return (subject) => {
    if (subject.id !== id) return `it speaks of ${id} only`;
    const { products, sums, inputs } = subject.flush;
    return products || sums || inputs ? 'it takes gradual underflow for granted' : undefined;
  };
}

/**
 * Inputs finite, and nothing overflows: compensation adds and subtracts numbers that are each at most P and some, two or
 * three at a time, so 4·P below the threshold is plenty; 1 + 2^-20 makes up for roundings and an estimate of P from below.
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

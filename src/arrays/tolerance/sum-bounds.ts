import type { ErrorBound, TermFacts } from '../../claims/claim.ts';
import { boundOfRoundings } from '../../claims/error-bounds/height.ts';
import { compound, growth, outward, reciprocal } from '../../claims/error-bounds/outward.ts';
import { wideBound } from '../../claims/error-bounds/wide.ts';
import { overflowThreshold32 } from '../../float/format.ts';
import type { Arithmetic } from '../../sums/accumulation.ts';
import type { WindowShape } from '../../sums/algorithm.ts';

/**
 * Bounds for sums of binary32 numbers: dot products in which every second factor is 1.
 *
 * Proof. The product of a number and 1 is that number, so no product is rounded, and what adds it fused adds it as it
 * is. What remains of the proofs of dot-any-order and dot-height is one rounding less on each path. All numbers are
 * multiples of 2^-149, so additions do not underflow.
 */
const v = reciprocal(2n ** 24n + 1n);
const v64 = reciprocal(2n ** 53n + 1n);
const anyOrder = growth(0n, compound(v, v64));

/** |ŝ − s| ≤ ((1+w)^(n−1) − 1)·P, in any order, with additions that round once, or to binary64 and then to binary32. */
export const sumAnyOrderBound: ErrorBound = finite(({ nonZero, absoluteSum }) => anyOrder(nonZero) * absoluteSum);

/** The same for a tree: the height is the largest number of additions on a path. */
export function sumTreeBound(arithmetic: Arithmetic, heightOf: (window: WindowShape) => number): ErrorBound {
  if (arithmetic.endsWith('wide')) return wideBound(false, heightOf);
  const [narrow, wide] = [arithmetic === 'binary64' ? 0 : 1, /^(binary64|two-roundings)$/.test(arithmetic) ? 1 : 0];
  return finite(({ nonZero, absoluteSum, window }) => {
    const additions = Math.min(heightOf(window), Math.max(nonZero - 1, 0));
    return ofAdditions(narrow * additions, wide * additions, 0, absoluteSum);
  });
}

const ofAdditions = boundOfRoundings(24, 0);

function finite(exactly: (facts: TermFacts) => number): ErrorBound {
  const bound = (facts: TermFacts): number => outward(exactly(facts));
  return {
    bound,
    failedHypothesis: (facts) => {
      if (!facts.finiteInputs) return 'an input is NaN or infinite';
      const largest = facts.absoluteSum * (1 + 2 ** -20) + bound(facts);
      return largest < overflowThreshold32 ? undefined : 'the bound does not exclude overflow';
    },
  };
}

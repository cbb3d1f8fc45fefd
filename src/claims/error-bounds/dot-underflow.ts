import { binary32, type Format } from '../../float/format.ts';
import type { ErrorBound, OutputClaim } from '../claim.ts';

/**
 * Where a dot product underflows as a whole, its error is that of its products alone: at most 2^-150 for each of the n that are not zero.
 *
 *     P + n·2^-150 ≤ 2^-126:   |ŝ − s| ≤ n·2^-150·(1 + 2^-28)
 *
 * It speaks of every order, fused or wide or neither, that keeps subnormal numbers, and of compensated algorithms that add rounded products.
 *
 * Proof. All numbers on the way are below 2^-125 in size, where binary32 numbers are 2^-149 apart: sums of multiples of
 * 2^-149 are exact, and rounding anything else is off by 2^-150 at most. Such a rounding needs a product that was not
 * rounded to binary32 before, and makes a multiple of 2^-149 of it and of all that it meets, so it occurs n times at most (step (3) of the
 * proof of dot-any-order; binary64, in which everything is a multiple of 2^-298 and below 2^-125, may round before, by 2^-53 of what is
 * there: that is what n·2^-178 is for). In compensated algorithms the errors of additions are 0, as they are exact.
 */
export const dotUnderflow: OutputClaim = {
  id: 'dot-underflow',
  kind: 'output',
  status: 'proven',
  topic: 'range',
  mostDiscarded: {
    share: 0.99,
    because: 'most inputs are far above 2^-126; a distribution of deliberate underflow is not',
  },
  statement:
    'A dot product that is subnormal as a whole is off by at most half the smallest subnormal number for each product.',
  formula: 'P + n·2^-150 ≤ 2^-126: |ŝ − s| ≤ n·2^-150·(1 + 2^-28)',
  hypotheses: 'Inputs are finite; P + n·2^-150 ≤ 2^-126; binary32, subnormal numbers are kept.',
  source: 'Proof in src/claims/error-bounds/dot-underflow.ts.',
  sharp: 'By products 2^-75·2^-75 = 2^-150: each is a tie between 0 and 2^-149, and goes to 0.',
  inapplicableTo: ({ id, format, summation: algorithm, flush }) => {
    if (format === 'binary64') return 'nothing underflows in binary64';
    if (id === 'lastbit/dot2') return 'it takes the errors of products, which underflow as well';
    if (algorithm === 'exact') return 'it rounds once, at the end; see dot-correctly-rounded';
    return Object.values(flush).includes(true) ? 'it flushes subnormal numbers' : undefined;
  },
  boundFor: () => bound,
};

/** In any format, of n products that are not 0, and P: the bound, and ∞ where they are too large for it. */
export function underflowBound({ precision, minExponent }: Format): (n: number, absoluteSum: number) => number {
  const [half, smallest] = [2 ** (minExponent - precision), 2 ** minExponent];
  // 1 + 2^-20 makes up for an estimate of P from below.
  return (n, absoluteSum) =>
    absoluteSum * (1 + 2 ** -20) + n * half <= smallest ? n * half * (1 + 2 ** -28) : Number.POSITIVE_INFINITY;
}

const boundOf = underflowBound(binary32);
const bound: ErrorBound = {
  bound: ({ nonZero }) => boundOf(nonZero, 0),
  failedHypothesis: ({ finiteInputs, absoluteSum, nonZero }) => {
    if (!finiteInputs) return 'an input is NaN or infinite';
    return boundOf(nonZero, absoluteSum) < Number.POSITIVE_INFINITY ? undefined : 'the products are too large';
  },
};

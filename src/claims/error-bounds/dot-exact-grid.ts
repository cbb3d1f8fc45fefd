import type { ErrorBound, OutputClaim } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';

/**
 * On a grid that is coarse enough nothing is rounded, so that every order of summation gives the exact value, to the bit. Integers are on
 * such a grid as long as the sum of their absolute products is at most 2^24.
 *
 *     All x_i·y_i are multiples of 2^k, and P = Σ|x_i·y_i| ≤ 2^(k+24), in binary64 2^(k+52):   ŝ = s
 *
 * Hypotheses besides: inputs finite, in binary32 P < 2^128, k ≥ −126 and no factor is subnormal (so that it does not matter
 * what is flushed). It speaks of every tree, whatever of it is fused or wide, and of the compensated algorithms.
 *
 * Proof. Every partial sum, of products or of products and partial sums, is a multiple of 2^k and at most P ≤ 2^(k+24) in size: a number of
 * the format. (2^(k+53) would do in binary64, but P itself is known in binary64 only.) So each operation, rounding to nearest or otherwise, gives its exact value, by induction over the tree. In compensated
 * algorithms the errors that they compute are the exact ones, which are 0. In binary64 nothing underflows: k ≥ −298.
 *
 * There is nothing to attain. It is broken by whatever does not add the products themselves: transforms with fractions
 * (Winograd F(4×4)), inputs rounded to fewer bits, and by an index that is wrong.
 */
export const dotExactGrid: OutputClaim = {
  id: 'dot-exact-grid',
  kind: 'output',
  status: 'proven',
  topic: 'exactness',
  mostDiscarded: {
    share: 0.95,
    because: 'most inputs are on no coarse grid; distributions of small integers and the like are',
  },
  statement:
    'Where all products are multiples of a power of two and their absolute sum is at most 2^24 of it (2^52 in binary64), every order gives the exact value.',
  formula: '2^k | x_i·y_i, P ≤ 2^(k+24): ŝ = s; in binary64 P ≤ 2^(k+52)',
  hypotheses: 'Inputs are finite; in binary32 k ≥ −126, P < 2^128 and no factor is subnormal.',
  source: 'Proof in src/claims/error-bounds/dot-exact-grid.ts.',
  inapplicableTo: () => undefined,
  boundFor: ({ format }: SubjectTraits) => bounds[format],
};

const bounds: Readonly<Record<SubjectTraits['format'], ErrorBound>> = {
  binary32: exactWithin(24, -126, 2 ** 128),
  binary64: exactWithin(52, -298, Number.POSITIVE_INFINITY),
};

function exactWithin(precision: number, lowest: number, below: number): ErrorBound {
  return {
    bound: () => 0,
    failedHypothesis: (facts) => {
      if (!facts.finiteInputs) return 'an input is NaN or infinite';
      if (facts.nonZero === 0) return undefined;
      const grid = facts.grid();
      if (facts.absoluteSum > 2 ** (grid + precision)) return 'the grid of the products is too fine';
      if (precision === 52) return undefined;
      if (grid < lowest || facts.absoluteSum >= below) return 'the products are out of range';
      return facts.subnormalSum() === 0 ? undefined : 'a factor is subnormal';
    },
  };
}

import { compareDyadic, dyadic } from '../../float/dyadic.ts';
import { type ComparisonClaim, type Factors, runOf } from '../comparison-claim.ts';
import { exactError } from '../comparisons/relation-errors.ts';

/**
 * The error of a dot product that underflows is strictly less than half the smallest subnormal number for each product. Refuted, by equality, for one product:
 * 2^-149 · ½ is half way between 0 and 2^-149, and goes to 0. With ≤ in place of < it is true: dot-underflow.
 */
export const underflowStrictlyBelow: ComparisonClaim = {
  id: 'underflow-strictly-below',
  kind: 'comparison',
  status: 'refuted',
  statement:
    'The error of a dot product of n products that underflow is less than n halves of the smallest subnormal number.',
  formula: '|ŝ − s| < n·2^-150',
  source:
    'As printed, with a strict sign, in Rump 2012, "Error estimation of floating-point summation and dot product", BIT 52, 201–220, Theorem 4.3.',
  runs: [runOf('lastbit/sequential')],
  failedHypothesis: (factors) => (largest(factors) < 2 ** -126 ? undefined : 'a product does not underflow'),
  holds: ([result], exact, factors) =>
    compareDyadic(exactError(result!, exact), dyadic(BigInt(factors.length), -150)) < 0,
  refutation: {
    factors: [[1.4012985e-45, 0.5]],
    results: [0],
    because: 'A tie is off by exactly half the distance of two numbers.',
  },
};

const largest = (factors: Factors): number => Math.max(...factors.map(([x, y]) => Math.abs(x * y)));

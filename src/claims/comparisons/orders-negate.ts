import { type ComparisonClaim, type Factors, ofAnyFactors } from '../comparison-claim.ts';
import { drawFactors, runsOf } from './orders-of-ours.ts';

/**
 * With all pixels negated every order of ours gives its result negated, to the bit but for the sign of a zero.
 *
 * Proof. Rounding to nearest, ties to even, is odd: fl(−x) = −fl(x), underflow and overflow included. Products, sums and exact errors
 * are negated with their operands, and algorithms that compare compare magnitudes. By induction over the steps of the algorithm. (x − x
 * is +0 either way, hence the exception.) It is broken by directed rounding, and by ties away from even in one direction.
 */
export const ordersNegate: ComparisonClaim = {
  id: 'orders-negate',
  kind: 'comparison',
  status: 'proven',
  topic: 'exactness',
  statement: 'With all pixels negated, every order of ours gives its result negated, but for the sign of a zero.',
  formula: 'ŝ(−x, y) = −ŝ(x, y)',
  hypotheses: 'Nothing but that results are numbers.',
  source: 'Proof in src/claims/comparisons/orders-negate.ts.',
  runs: [...runsOf(() => true), ...runsOf(() => true, negated)],
  failedHypothesis: ofAnyFactors,
  holds: (results) => {
    const half = results.length / 2;
    return results.slice(0, half).every((result, i) => -result === results[half + i] || Number.isNaN(result));
  },
  draw: drawFactors,
};

function negated(factors: Factors): Factors {
  return factors.map(([left, right]) => [-left, right]);
}

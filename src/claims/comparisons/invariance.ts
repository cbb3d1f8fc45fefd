import { type ComparisonClaim, type Factors, ofAnyFactors } from '../comparison-claim.ts';
import { drawFactors, runsOf } from './random-factors.ts';

/**
 * Multiplying all pixels by a power of two multiplies the result of each algorithm of lastbit by it, to the bit, unless
 * something underflows or overflows.
 *
 * Proof by induction over the steps of the algorithm, compensated ones included. Rounding to p bits depends on
 * significands: fl(2^k·x) = 2^k·fl(x) while both are in the normal range, ties and their evenness included
 * (scale-by-power-of-two). Exact errors scale in the same way, and comparisons of magnitudes have the same results. The
 * claim uses 2^7.
 *
 * Hypotheses: all products that are not zero are multiples of 2^-126, and their absolute sum is below 2^100. Then all
 * sums and errors are such multiples, and nothing underflows on either side. Tolerances, clamps and constants of any
 * size in a kernel break the claim.
 */
export const ordersScale: ComparisonClaim = {
  id: 'orders-scale',
  kind: 'comparison',
  status: 'proven',
  topic: 'exactness',
  statement: 'Multiplying all pixels by 2^7 multiplies the result of each algorithm of lastbit by 2^7, to the bit.',
  formula: 'ŝ(2^k·x, y) = 2^k·ŝ(x, y)',
  hypotheses: 'Factors are multiples of 2^-63, and P < 2^100.',
  source: 'Proof in src/claims/comparisons/invariance.ts.',
  runs: [...runsOf(() => true), ...runsOf(() => true, scaled)],
  failedHypothesis: outOfRange,
  holds: (results) => {
    const half = results.length / 2;
    return results.slice(0, half).every((result, i) => result * 2 ** 7 === results[half + i]);
  },
  draw: drawFactors,
};

function scaled(factors: Factors): Factors {
  return factors.map(([left, right]) => [left * 2 ** 7, right]);
}

function outOfRange(factors: Factors): string | undefined {
  const tooFine = factors.flat().some((x) => (Math.fround(x) * 2 ** 63) % 1 !== 0);
  if (tooFine) return 'a factor is no multiple of 2^-63';
  const sum = factors.reduce((total, [left, right]) => total + Math.abs(left * right), 0);
  return sum < 2 ** 100 ? undefined : 'the products are too large';
}

/**
 * Negating all pixels negates the result of each algorithm of lastbit, to the bit, except for the sign of a zero.
 *
 * Proof by induction over the steps of the algorithm. Rounding to nearest, ties to even, is odd: fl(−x) = −fl(x),
 * underflow and overflow included. Products, sums and exact errors are negated with their operands, and comparisons are
 * of magnitudes only. The exception is x − x, which is +0 in both runs. Directed rounding breaks the claim, and so do
 * ties that go in one direction.
 */
export const ordersNegate: ComparisonClaim = {
  id: 'orders-negate',
  kind: 'comparison',
  status: 'proven',
  topic: 'exactness',
  statement: 'Negating all pixels negates the result of each algorithm of lastbit, except for the sign of a zero.',
  formula: 'ŝ(−x, y) = −ŝ(x, y)',
  hypotheses: 'The results are numbers.',
  source: 'Proof in src/claims/comparisons/invariance.ts.',
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

const loops: readonly string[] = ['sequential', 'reversed', 'neumaier', 'klein', 'dot2', 'correctly-rounded'];
const isLoop = ({ name }: { readonly name: string }): boolean =>
  loops.includes(name.replace(/-(fused|rounded-wide|wide|two-roundings)$/, ''));

/**
 * Leaving out the products that are zero does not change the result of a loop, except for the sign of a zero: zero taps
 * may be skipped, and zero padding may be left out.
 *
 * Proof. s + 0 = s for every number s of the format. So such a step changes no sum, no error of a sum (which is 0), and
 * no compensation (to which 0 is added). If all products before it are zero, the sum is still a zero, and the next
 * product is added to it exactly, rounded or fused. The claim needs a loop with one accumulator. In any other tree the
 * remaining terms move to other places (zero-taps-change-nothing). Kahan's loop is left out: there a zero term moves
 * the correction into the sum.
 */
export const loopsSkipZeros: ComparisonClaim = {
  id: 'loops-skip-zeros',
  kind: 'comparison',
  status: 'proven',
  topic: 'exactness',
  statement: 'Leaving out the products that are zero does not change the result of a loop with one accumulator.',
  formula: 'x_i·y_i = 0: ŝ(x, y) = ŝ(x, y without i)',
  hypotheses: 'A product is zero; one of our loops with one accumulator, other than Kahan’s.',
  source: 'Proof in src/claims/comparisons/invariance.ts.',
  runs: [...runsOf(isLoop), ...runsOf(isLoop, withoutZeros)],
  failedHypothesis: (factors) =>
    factors.some(([left, right]) => left * right === 0) ? undefined : 'no product is zero',
  holds: (results) => {
    const half = results.length / 2;
    return results.slice(0, half).every((result, i) => result === results[half + i]);
  },
  draw: (draw) => [...drawFactors(draw), [0, 1], ...drawFactors(draw)],
};

/** Keeps at least one factor, because no algorithm adds an empty sum. */
function withoutZeros(factors: Factors): Factors {
  const rest = factors.filter(([left, right]) => left * right !== 0);
  return rest.length === 0 ? factors.slice(0, 1) : rest;
}

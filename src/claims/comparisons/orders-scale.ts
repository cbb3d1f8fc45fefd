import type { ComparisonClaim, Factors } from '../comparison-claim.ts';
import { drawFactors, runsOf } from './orders-of-ours.ts';

/**
 * With all pixels multiplied by a power of two every order of ours gives its result multiplied by it, to the bit, unless something
 * underflows or overflows.
 *
 * Proof. Rounding to p bits keeps to significands: fl(2^k·x) = 2^k·fl(x) while both are in the normal range, ties and their
 * evenness included (scale-by-power-of-two), exact errors scale likewise, and comparisons of magnitudes come out the same. By induction
 * over the steps of the algorithm, compensated ones included. Stated for 2^7.
 *
 * Hypotheses: all products that are not zero, and with them all sums and errors, are multiples of 2^-126, so that nothing underflows on
 * either side, and their absolute sum is below 2^100. It is broken by tolerances, clamps and constants of any size in a kernel.
 */
export const ordersScale: ComparisonClaim = {
  id: 'orders-scale',
  kind: 'comparison',
  status: 'proven',
  topic: 'exactness',
  statement: 'With all pixels multiplied by 2^7, every order of ours gives 2^7 times its result, to the bit.',
  formula: 'ŝ(2^k·x, y) = 2^k·ŝ(x, y)',
  hypotheses: 'Factors are multiples of 2^-63, and P < 2^100.',
  source: 'Proof in src/claims/comparisons/orders-scale.ts.',
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

import type { ComparisonClaim, Factors } from '../comparison-claim.ts';
import { drawFactors, runsOf } from './orders-of-ours.ts';

const loops: readonly string[] = ['sequential', 'reversed', 'neumaier', 'klein', 'dot2', 'correctly-rounded'];
const isLoop = ({ name }: { readonly name: string }): boolean =>
  loops.includes(name.replace(/-(fused|rounded-wide|wide|two-roundings)$/, ''));

/**
 * Leaving out the products that are zero changes no loop's result but for the sign of a zero: zero taps may be skipped, and zero padding may be
 * left out.
 *
 * Proof. s + 0 = s for every number s of the format, so that such a step changes nothing: no sum, no error of a sum (which is 0), no
 * compensation (to which 0 is added). Where all products before are zero the sum still is a zero, to which the next product is added
 * exactly, rounded or fused. That is why it takes a loop with one accumulator: in any other tree the remaining
 * terms move to other places (zero-taps-change-nothing). Kahan's loop is left out: there a zero term moves the correction into the sum.
 */
export const loopsSkipZeros: ComparisonClaim = {
  id: 'loops-skip-zeros',
  kind: 'comparison',
  status: 'proven',
  topic: 'exactness',
  statement: 'A loop with one accumulator gives the same result without the products that are zero.',
  formula: 'x_i·y_i = 0: ŝ(x, y) = ŝ(x, y without i)',
  hypotheses: 'A product is zero; loops of ours with one accumulator, Kahan’s excepted.',
  source: 'Proof in src/claims/comparisons/loops-skip-zeros.ts.',
  runs: [...runsOf(isLoop), ...runsOf(isLoop, withoutZeros)],
  failedHypothesis: (factors) =>
    factors.some(([left, right]) => left * right === 0) ? undefined : 'no product is zero',
  holds: (results) => {
    const half = results.length / 2;
    return results.slice(0, half).every((result, i) => result === results[half + i]);
  },
  draw: (draw) => [...drawFactors(draw), [0, 1], ...drawFactors(draw)],
};

/** At least one factor is left: an order of none is no order. */
function withoutZeros(factors: Factors): Factors {
  const rest = factors.filter(([left, right]) => left * right !== 0);
  return rest.length === 0 ? factors.slice(0, 1) : rest;
}

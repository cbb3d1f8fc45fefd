import { compareDyadic } from '../../float/dyadic.ts';
import type { ComparisonClaim, Factors } from '../comparison-claim.ts';
import { exactSum } from '../operation-claim.ts';

/**
 * The three operations of FastTwoSum give the error of any sum. Refuted: with the smaller operand first, what the sum has of it cannot
 * be taken out exactly. 1 + (2^24 + 2) is a tie that goes up by 1; less 1 it is a tie again, and 2 is what seems to be lost. With the larger
 * operand first it is true: fast-two-sum-exact. It is this that Kahan's sum overlooks.
 */
export const fastTwoSumAlways: ComparisonClaim = {
  id: 'fast-two-sum-always',
  kind: 'comparison',
  status: 'refuted',
  statement: 'FastTwoSum gives the rounding error of a sum exactly, whichever operand is the larger.',
  formula: 's = fl(a+b): s + fl(b − fl(s−a)) = a + b',
  source: 'Folklore; and the textbook form of Kahan 1965.',
  runs: [
    { name: 'a + b in binary32', compute: (factors) => fastTwoSum(factors)[0] },
    { name: 'its error by FastTwoSum', compute: (factors) => fastTwoSum(factors)[1] },
  ],
  failedHypothesis: (factors) =>
    factors.length === 2 && factors.every(([, y]) => y === 1) ? undefined : 'it speaks of the sum of two numbers',
  holds: ([sum, error], exact) => compareDyadic(exactSum(sum!, error!), exact.sum) === 0,
  refutation: {
    factors: [
      [1, 1],
      [16777218, 1],
    ],
    results: [16777220, -2],
    because: 'The sum is too large by 1, and FastTwoSum says 2.',
  },
};

function fastTwoSum(factors: Factors): [sum: number, error: number] {
  const [a, b] = factors.map(([x]) => Math.fround(x)) as [number, number];
  const sum = Math.fround(a + b);
  return [sum, Math.fround(b - Math.fround(sum - a))];
}

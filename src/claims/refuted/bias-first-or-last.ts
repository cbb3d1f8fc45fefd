import { type ComparisonClaim, type Factors, runOf } from '../comparison-claim.ts';
import { equalResults } from '../comparisons/relation-errors.ts';

/**
 * A bias may be added to the convolution, or be what the sum begins with: it is the same number. Refuted: it is another order of the same terms. The
 * last factors stand for the bias, which is −2^24 here.
 */
export const biasFirstOrLast: ComparisonClaim = {
  id: 'bias-first-or-last',
  kind: 'comparison',
  status: 'refuted',
  statement: 'A bias added to a convolution and one that its accumulator begins with give the same bits.',
  formula: 'fl(conv(x, y) + b) = conv(x, y) from b',
  source: 'Folklore; what a compiler does when it fuses the bias.',
  runs: [runOf('lastbit/sequential'), runOf('lastbit/sequential', lastFirst)],
  failedHypothesis: (factors) => (factors.length > 1 ? undefined : 'there is nothing beside the bias'),
  holds: equalResults,
  refutation: {
    factors: [
      [16777216, 1],
      [1, 1],
      [-16777216, 1],
    ],
    results: [0, 1],
    because: 'The 1 is lost in 2^24, or is all that is left after −2^24 + 2^24.',
  },
};

function lastFirst(factors: Factors): Factors {
  return [...factors.slice(-1), ...factors.slice(0, -1)];
}

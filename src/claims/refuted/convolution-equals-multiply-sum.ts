import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { equalResults } from '../comparisons/relation-errors.ts';

/**
 * A convolution of one output, and the sum of the element-wise product, are the same number. Refuted: they add the same products, but
 * in different orders, and addition rounds. 2^24 + 1 ties to 2^24, twice; 1 + 1 = 2 is added to it exactly.
 */
export const convolutionEqualsMultiplySum: ComparisonClaim = {
  id: 'convolution-equals-multiply-sum',
  kind: 'comparison',
  status: 'refuted',
  statement: 'Convolution and the sum of the element-wise product give the same bits.',
  formula: 'conv(x, y) = sum(x · y)',
  source: 'Folklore; it is true of real numbers.',
  runs: [runOf('lastbit/sequential'), runOf('lastbit/pairwise')],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [16777216, 1],
      [0, 1],
      [1, 1],
      [1, 1],
    ],
    results: [16777216, 16777218],
    because: 'A loop loses both ones to 2^24, one after the other; adding by halves, they reach it as 2.',
  },
};

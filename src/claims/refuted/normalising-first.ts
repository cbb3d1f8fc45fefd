import { type ComparisonClaim, type Factors, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { equalResults } from '../comparisons/relation-errors.ts';

/**
 * It is one whether pixels are divided by 255 before the convolution or its result is. Refuted by one pixel and one tap: 1/255 is rounded, and three times
 * it once more, where 3/255 is rounded once. (With a power of two in place of 255 it is true: orders-scale.)
 */
export const normalisingFirst: ComparisonClaim = {
  id: 'normalising-first',
  kind: 'comparison',
  status: 'refuted',
  statement: 'Pixels divided by 255 before the convolution give the same bits as its result divided by 255.',
  formula: 'conv(x/255, y) = conv(x, y)/255',
  source: 'Folklore; it is true of real numbers.',
  runs: [
    runOf('lastbit/sequential', (factors) => factors.map(([x, y]) => [Math.fround(x / 255), y])),
    { name: 'lastbit/sequential, its result divided by 255', compute: (factors) => Math.fround(whole(factors) / 255) },
  ],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [[1, 3]],
    results: [Math.fround(Math.fround(1 / 255) * 3), Math.fround(3 / 255)],
    because: '1/255 in binary32 is a little too large, and three times that is nearer to the next number.',
  },
};

function whole(factors: Factors): number {
  return runOf('lastbit/sequential').compute(factors);
}

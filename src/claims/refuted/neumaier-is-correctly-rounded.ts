import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { equalResults } from '../comparisons/relation-errors.ts';

/**
 * Neumaier's sum is the correctly rounded one, as all errors of the additions are known exactly. Refuted: their sum is rounded. 1 +
 * 2^-24 + 2^-48, scaled: the errors 1 and 2^-24 add up to 1, and 2^24 + 1 is a tie.
 */
export const neumaierIsCorrectlyRounded: ComparisonClaim = {
  id: 'neumaier-is-correctly-rounded',
  kind: 'comparison',
  status: 'refuted',
  statement: "Neumaier's sum is correctly rounded.",
  formula: 'neumaier(x) = RN(Σx)',
  source: 'Folklore.',
  runs: [runOf('lastbit/neumaier'), runOf('lastbit/correctly-rounded')],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [16777216, 1],
      [1, 1],
      [5.9604645e-8, 1],
    ],
    results: [16777216, 16777218],
    because: 'The sum of the errors is rounded as well.',
  },
};

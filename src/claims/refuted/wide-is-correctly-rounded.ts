import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { equalResults } from '../comparisons/relation-errors.ts';

/**
 * Accumulated in binary64 and rounded once, a dot product of binary32 numbers is the correctly rounded one. Refuted: 24929 · 673 =
 * 2^24 + 1 lies in the middle of two binary32 numbers, and what decides to which side it goes, 9·10^-10, is lost in the accumulator.
 * See dot-wide for what is true.
 */
export const wideIsCorrectlyRounded: ComparisonClaim = {
  id: 'wide-is-correctly-rounded',
  kind: 'comparison',
  status: 'refuted',
  statement: 'A dot product accumulated in binary64 and rounded to binary32 at the end is correctly rounded.',
  formula: 'fround(Σ64) = RN(Σx·y)',
  source: 'Folklore.',
  runs: [runOf('lastbit/sequential-wide'), runOf('lastbit/correctly-rounded')],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [24929, 673],
      [0.00003, 0.00003],
    ],
    results: [16777216, 16777218],
    because: 'The accumulator stands at a tie, and no longer knows that the sum was above it.',
  },
};

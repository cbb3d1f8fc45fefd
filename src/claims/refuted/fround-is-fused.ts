import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { equalResults } from '../comparisons/relation-errors.ts';

/**
 * Math.fround(s + x * y) is a fused multiply-add of binary32 numbers, because x * y is exact in binary64. Refuted: s + x * y is
 * rounded twice. 13325 · 80581 = 2^30 + 1, so that s + x · y = 2^54 + 2^30 + 1 (over 16); binary64 drops the 1, and what is left is a
 * tie, which goes down. A product that is rounded to binary64 and then to binary32 is right: 53 ≥ 2 · 24 + 2.
 */
export const froundIsFused: ComparisonClaim = {
  id: 'fround-is-fused',
  kind: 'comparison',
  status: 'refuted',
  statement: 'Math.fround(s + x * y) is a fused multiply-add of binary32 numbers.',
  formula: 'fround(s + x·y) = fma(x, y, s)',
  source: 'Folklore.',
  runs: [runOf('lastbit/sequential-two-roundings'), runOf('lastbit/sequential-fused')],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [33554432, 33554432],
      [13325, 5036.3125],
    ],
    results: [1125899906842624, 1125900041060352],
    because: 'The first rounding turns a number just above the middle into the middle.',
  },
};

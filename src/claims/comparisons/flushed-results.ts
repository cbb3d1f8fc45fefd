import type { ComparisonClaim } from '../comparison-claim.ts';
import { drawTiny, flushedSides, flushingLoops } from './flushing-loop.ts';
import { ofModestSums } from './orders-of-ours.ts';
import { within } from './relation-errors.ts';

/**
 * A loop whose results below 2^-126 are flushed to zero, and whose inputs are not, is off by at most 2^-126 more for each of its 2n − 1
 * operations.
 *
 *     |ŝ − s| ≤ ((1+v)^n − 1)·P + (2n−1)·2^-126·(1+v)^n
 *
 * Proof. An operation gives its exact result times 1 + δ, |δ| ≤ v, or, where that is below 2^-126, a zero in its place: an error of
 * less than 2^-126 instead. n products and n − 1 additions (a fused addition is one operation), each error followed by at most n
 * factors 1 + δ. Without flushing it is 2^-150, and for products only; dot-any-order allows the same to an engine that was found to flush.
 *
 * Hypothesis: P < 2^100. Attained by one product just below 2^-126; with more, by about n of the 2n − 1, as what is flushed is not added.
 */
export const flushedResults: ComparisonClaim = {
  id: 'flushed-results',
  kind: 'comparison',
  status: 'proven',
  topic: 'range',
  statement:
    'A loop that flushes subnormal results to zero is within n roundings, and the smallest normal number for each operation.',
  formula: '|ŝ − s| ≤ ((1+v)^n − 1)·P + (2n−1)·2^-126·(1+v)^n',
  hypotheses: 'P < 2^100.',
  source: 'Proof in src/claims/comparisons/flushed-results.ts.',
  sharp: 'By one product, 2^-126 times (1 − 2^-24)², which is flushed.',
  runs: flushingLoops({ inputs: false, products: true, sums: true }, 'subnormal results flushed'),
  failedHypothesis: ofModestSums,
  ...within(flushedSides),
  draw: drawTiny,
  sharpExample: [[(1 - 2 ** -24) * 2 ** -63, (1 - 2 ** -24) * 2 ** -63]],
};

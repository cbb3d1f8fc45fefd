import { type Accumulation, isPlain } from '../../sums/accumulation.ts';
import { height, roundingCount } from '../../sums/tree-measures.ts';
import type { Claim, ErrorBound, OutputClaim } from '../claim.ts';
import { dotHeight, heightBound } from './height.ts';
import { outward } from './outward.ts';
import { dotWide, wideBound } from './wide.ts';

/** A claim about known trees, with its bound for one tree that probing found. */
export interface RevealedBound {
  readonly claim: OutputClaim;
  readonly bound: ErrorBound;
}

/** The claims about known trees, which apply to an engine whose tree was revealed. */
export const isRevealedClaim = (claim: Claim): claim is OutputClaim => claim === dotHeight || claim === dotWide;

/**
 * The sharpest proven bound for a revealed accumulation. It is that of dot-wide if all additions are in binary64 and
 * the result is not. It is that of dot-height if all additions round to binary32 (once, or by way of binary64), or if
 * additions and result are in binary64. Undefined for mixed and other formats, other roundings and narrowed inputs, to
 * which neither applies. Skipped terms (on padding, or with a factor 0) make trees lower, never higher.
 *
 * Flushing, with P, n, F as in dot-height: each of n products, and of fewer than n + 1 additions and final roundings,
 * may lose a result below 2^-126 once, instead of its own underflow error. The steps after it increase the loss by a
 * factor 1 + F ≤ 2 at most (F < 1 for H < 2^23). So add 4n·2^-126. If subnormal inputs are read as 0, their products
 * are lost before anything is rounded: add their Σ|p_i|, increased by the same factor.
 */
export function revealedBound(accumulation: Accumulation): RevealedBound | undefined {
  if (!isPlain(accumulation) || accumulation.inputs !== undefined) return undefined;
  const { tree, nodes, products, result, flush } = accumulation;
  const wide = nodes.filter((format) => format === 'binary64').length;
  const { narrow, wide: wideCount } = roundingCount(accumulation);
  // A term that begins an accumulator of its own is rounded once more where its product is exact.
  const ofNumbers = accumulation.leaves === 'numbers';
  const counts = { narrow: narrow + (accumulation.ownStart?.length && !ofNumbers ? 1 : 0), wide: wideCount };
  const rounds = !ofNumbers && products.includes('rounded');
  const flushes = flush.inputs || flush.products || flush.sums;
  const found = (claim: OutputClaim, bound: ErrorBound): RevealedBound => ({
    claim,
    bound: flushes ? withFlushing(bound, flush.inputs) : bound,
  });
  if (nodes.length > 0 && wide === nodes.length && result === 'binary32') {
    const levels = height(tree);
    return found(
      dotWide,
      wideBound(rounds, () => levels),
    );
  }
  const pure = result === 'binary32' ? wide === 0 : wide === nodes.length && !rounds;
  return pure
    ? found(
        dotHeight,
        heightBound(result, () => counts),
      )
    : undefined;
}

function withFlushing({ bound, failedHypothesis }: ErrorBound, inputs: boolean): ErrorBound {
  return {
    bound: (facts) => outward(bound(facts) + 4 * facts.nonZero * 2 ** -126 + (inputs ? 2 * facts.subnormalSum() : 0)),
    failedHypothesis,
  };
}

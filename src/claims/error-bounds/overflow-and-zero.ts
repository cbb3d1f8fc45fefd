import { type Format, largestFinite, overflowThreshold } from '../../float/format.ts';
import { formatNamed } from '../../float/number-bits.ts';
import type { ErrorBound, OutputClaim } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';
import { dotAnyOrder } from './any-order.ts';

/** Claims about the bits of a result: which infinity it is, and the sign of a zero. */

/** Why these claims do not apply to a compensated algorithm. */
export const compensatedGivesNaN =
  'its corrections compute ∞ − ∞ = NaN, because a compensated algorithm is not a summation tree';

/**
 * If the exact value is beyond the range by more than the any-order bound, every order gives the infinity of its sign.
 *
 *     |s| − B(P) > 2^128·(1 − 2^-24), Q + B(Q) < 2^128·(1 − 2^-25):   ŝ = sign(s)·∞
 *
 * B is the any-order bound for n products. Q is the absolute sum of the products whose sign is opposite to that of s.
 * Other hypotheses: inputs are finite, and ŝ comes from a tree as in dot-any-order. Let s be positive; the other case
 * is its mirror image.
 *
 * Proof. (1) No intermediate value is −∞. Replace the positive products by 0 in the same tree. Rounding to nearest,
 * adding and flushing to zero are monotone, so no value becomes larger. What is left is a dot product with P = Q. Its
 * values before rounding are at most Q + B(Q) in size, by step (4) of the proof of dot-any-order. That is below the
 * overflow threshold, so no value rounds to −∞.
 *
 * (2) If an intermediate value is +∞, then ŝ = +∞: +∞ + a = +∞ for every a except −∞ and NaN, and NaN needs ∞ − ∞.
 *
 * (3) Otherwise nothing overflows. Then dot-any-order holds without its hypothesis about P, and ŝ ≥ s − B(P). That is
 * more than the largest finite number, which contradicts that ŝ is finite. This includes accumulators in binary64,
 * which overflow only in the last rounding, and correctly rounded sums, which are within B(P) as well.
 *
 * Both conditions are needed. For 2^200 and −2^198, rounded products give ∞ − ∞ = NaN, and a binary64 accumulator gives
 * ∞. For 2^200 and −2^200 the result is NaN, 0 or an infinity. Compensated algorithms break the claim, because their
 * corrections compute ∞ − ∞ = NaN. So do engines that saturate, and engines with a wider range of exponents that clamp
 * the result.
 */
export const dotOverflow: OutputClaim = {
  id: 'dot-overflow',
  kind: 'output',
  status: 'proven',
  topic: 'range',
  mostDiscarded: { share: 0.9999, because: 'most inputs do not overflow; in one distribution some sums do' },
  statement:
    'If the exact value is beyond the range by more than the any-order bound, every order gives the infinity of its ' +
    'sign, unless the products of the other sign may overflow as well.',
  formula: '|s| − B(P) > 2^128·(1 − 2^-24), Q + B(Q) < 2^128·(1 − 2^-25): ŝ = sign(s)·∞',
  hypotheses:
    'Inputs are finite; B is the bound of dot-any-order; Q = Σ|x_i·y_i| of the products whose sign is not that of s; ' +
    'binary32, or 16 bits with the limits of the format; the result comes from a summation tree. It is not about ' +
    'compensated algorithms, whose corrections compute ∞ − ∞ = NaN.',
  source: 'Proof in src/claims/error-bounds/overflow-and-zero.ts.',
  inapplicableTo: ({ format, summation }) => {
    if (format === 'binary64') return 'nothing overflows in binary64';
    return summation === 'compensated' ? compensatedGivesNaN : undefined;
  },
  boundFor: (subject) => {
    const anyOrder = dotAnyOrder.boundFor(subject);
    const bound = overflowBounds.get(anyOrder) ?? overflowBeyond(anyOrder, formatNamed(subject.format));
    overflowBounds.set(anyOrder, bound);
    return bound;
  },
};

/** One bound for each bound of dot-any-order, so that subjects with the same traits share what is computed with it. */
const overflowBounds = new Map<ErrorBound, ErrorBound>();

function overflowBeyond(anyOrder: ErrorBound, format: Format): ErrorBound {
  const [most, limit] = [largestFinite(format), overflowThreshold(format)];
  return {
    bound: () => Number.POSITIVE_INFINITY,
    required: (exact) => Math.sign(exact) * Number.POSITIVE_INFINITY,
    failedHypothesis: (facts) => {
      if (!facts.finiteInputs) return 'an input is NaN or infinite';
      // Makes up for the estimates of s, P and Q.
      const more = 1 + (facts.terms + 4) * 2 ** -51;
      const size = Math.abs(facts.exact) * (1 - 2 ** -49);
      if (size <= most || size - anyOrder.bound(facts) * more <= most)
        return 'the exact value is not beyond the range by more than the bound';
      const opposed = facts.signs().opposedSum * more;
      const lowest = opposed + anyOrder.bound({ ...facts, absoluteSum: opposed });
      return lowest < limit ? undefined : 'the products of the other sign may overflow';
    },
  };
}

/**
 * A zero result is +0 in every order, if at least one product is not −0 and nothing underflows.
 *
 *     2^-126 | x_i·y_i, and some x_i·y_i off the padding is not −0:   ŝ is not −0
 *
 * Hypotheses: inputs are finite; ŝ comes from a summation tree. In binary32 all products are multiples of 2^-126, and
 * neither factor of that product, nor of a product that is not 0, is subnormal, so that it does not matter what is
 * flushed. In binary64 all products are multiples of 2^-298, and nothing underflows.
 *
 * Proof. Every intermediate value is a multiple of 2^-126, an infinity or NaN: a rounded multiple is a multiple, and it
 * is 0 only if it was 0. So a node is a zero only if its exact sum is 0. When rounding to nearest, such a sum is −0 if
 * all its addends are −0, and +0 otherwise: x − x = +0, and +0 + −0 = +0 (IEEE 754-2019, 6.3). A fused product counts
 * as an addend. By induction the result is −0 only if all leaves are −0, and one product is not.
 *
 * More zeros among the leaves change nothing, be it a start value or the padding. A tree that skips zero products has
 * the others as its leaves, or is the empty sum +0.
 *
 * The claim says nothing if all products are −0: then a loop that starts from +0 gives +0, and one that starts from the
 * first product gives −0. Rounding downwards breaks the claim, and so does negating a sum.
 */
export const dotZeroSign: OutputClaim = {
  id: 'dot-zero-sign',
  kind: 'output',
  status: 'proven',
  topic: 'range',
  mostDiscarded: { share: 0.5, because: 'distributions of deliberate underflow and of −0 fall outside' },
  statement: 'No order gives −0, unless all products are −0 or a number underflows.',
  formula: '2^-126 | x_i·y_i, some x_i·y_i is not −0: ŝ is not −0',
  hypotheses:
    'Inputs are finite; in binary32 all products are multiples of 2^-126 (2^-14 in binary16); some product is not ' +
    '−0, and is not one of ' +
    'the padding; no factor is subnormal; the result comes from a summation tree.',
  source: 'Proof in src/claims/error-bounds/overflow-and-zero.ts, from IEEE 754-2019, 6.3.',
  inapplicableTo: ({ summation }) =>
    summation === 'compensated' || summation === 'exact' ? 'it is not a summation tree' : undefined,
  boundFor: ({ format }) => zeroSigns[format],
};

const zeroSigns: Readonly<Record<SubjectTraits['format'], ErrorBound>> = {
  binary32: zeroSign(-126),
  bfloat16: zeroSign(-126),
  binary16: zeroSign(-14),
  binary64: zeroSign(-298),
};

function zeroSign(lowest: number): ErrorBound {
  return {
    bound: () => Number.POSITIVE_INFINITY,
    required: (_exact, computed) => (computed === 0 ? 0 : computed),
    failedHypothesis: (facts) => {
      if (!facts.finiteInputs) return 'an input is NaN or infinite';
      if (facts.nonZero === 0) return facts.signs().positiveZero ? undefined : 'all products may be −0';
      if (lowest === -298) return undefined;
      if (facts.subnormalSum(lowest) > 0) return 'a factor is subnormal';
      return facts.grid() >= lowest ? undefined : `a product is not a multiple of 2^${lowest}`;
    },
  };
}

import { binary32, type Format, overflowThreshold } from '../../float/format.ts';
import { isNarrow, type NarrowName, narrowFormats } from '../../float/narrow-numbers.ts';
import { formatNamed } from '../../float/number-bits.ts';
import { noFlush } from '../../sums/accumulation.ts';
import type { ErrorBound, OutputClaim, TermFacts } from '../claim.ts';
import { dotAnyOrder } from './any-order.ts';
import { compensatedGivesNaN } from './overflow-and-zero.ts';

/**
 * If a dot product underflows as a whole, its error is that of its products alone: at most 2^-150 for each of the n
 * products that are not zero.
 *
 *     P + n·2^-150 ≤ 2^-126:   |ŝ − s| ≤ n·2^-150·(1 + 2^-28)
 *
 * It applies to every order that keeps subnormal numbers, fused or wide or neither, and to compensated algorithms that
 * add rounded products.
 *
 * Proof. All values are below 2^-125 in size, where binary32 numbers are 2^-149 apart. So sums of multiples of 2^-149
 * are exact, and every other rounding is off by at most 2^-150. Such a rounding needs a product that was not rounded to
 * binary32 before. It turns the value into a multiple of 2^-149. So it occurs at most n times, by step (3) of the proof
 * of dot-any-order. In binary64 all values are multiples of 2^-298 and below 2^-125. A rounding there is off by at most
 * 2^-53 of the value; n·2^-178 allows for that. In compensated algorithms the errors of additions are 0, because the
 * additions are exact.
 *
 * binary16 and bfloat16: the same with 2^e and 2^(e−p) in place of 2^-126 and 2^-150, and the factor 1 + 2^(p−22). An
 * accumulator in binary32 rounds values below 2^(e+1) at most 2n times, by 2^(e−24) each, or by 2^-150 for bfloat16.
 */
export const dotUnderflow: OutputClaim = {
  id: 'dot-underflow',
  kind: 'output',
  status: 'proven',
  topic: 'range',
  mostDiscarded: {
    share: 0.99,
    because: 'most inputs are far above 2^-126; a distribution of deliberate underflow is not',
  },
  statement:
    'If a dot product is subnormal as a whole, it is off by at most half the smallest subnormal number for each ' +
    'product.',
  formula: 'P + n·2^-150 ≤ 2^-126: |ŝ − s| ≤ n·2^-150·(1 + 2^-28)',
  hypotheses:
    'Inputs are finite; P + n·2^-150 ≤ 2^-126; subnormal numbers are kept; binary32, or 16 bits with the limits of ' +
    'the format.',
  source: 'Proof in src/claims/error-bounds/range.ts.',
  sharp: 'Reached by products 2^-75·2^-75 = 2^-150: each is a tie between 0 and 2^-149 that rounds to 0.',
  inapplicableTo: ({ id, format, summation, flush }) => {
    if (format === 'binary64') return 'nothing underflows in binary64';
    if (id === 'lastbit/dot2') return 'it takes the errors of products, which underflow as well';
    if (summation === 'exact') return 'it rounds once, at the end; see dot-correctly-rounded';
    return Object.values(flush).includes(true) ? 'it flushes subnormal numbers' : undefined;
  },
  boundFor: ({ format }) => (isNarrow(format) ? narrowBounds[format] : bound),
};

/**
 * The bound in any format, as a function of n, the number of products that are not 0, and P. ∞ if the products are too
 * large.
 */
export function underflowBound({ precision, minExponent }: Format): (n: number, absoluteSum: number) => number {
  const [half, smallest] = [2 ** (minExponent - precision), 2 ** minExponent];
  // 1 + 2^-20 makes up for an estimate of P from below.
  return (n, absoluteSum) =>
    absoluteSum * (1 + 2 ** -20) + n * half <= smallest ? n * half * (1 + 2 ** -28) : Number.POSITIVE_INFINITY;
}

const bound = underflowIn(binary32);
const narrowBounds: Readonly<Record<NarrowName, ErrorBound>> = {
  binary16: underflowIn(narrowFormats.binary16),
  bfloat16: underflowIn(narrowFormats.bfloat16),
};

function underflowIn(format: Format): ErrorBound {
  const boundOf = underflowBound(format);
  const more = format.precision < 24 ? 1 + 2 ** (format.precision - 22) : 1;
  return {
    bound: ({ nonZero }) => boundOf(nonZero, 0) * more,
    failedHypothesis: ({ finiteInputs, absoluteSum, nonZero }) => {
      if (!finiteInputs) return 'an input is NaN or infinite';
      return boundOf(nonZero, absoluteSum) < Number.POSITIVE_INFINITY ? undefined : 'the products are too large';
    },
  };
}

/**
 * The engine keeps subnormal numbers, as IEEE 754 requires. Inputs, products and sums below 2^-126 are rounded to
 * multiples of 2^-149 and are not replaced by 0.
 *
 *     |ŝ − s| ≤ the bound of dot-any-order for gradual underflow
 *
 * The claim applies to engines that flushed when they were probed. For all others dot-any-order says the same. No
 * engine documents whether it flushes, so the counterexample shows a user what is lost. If products are flushed, 2^-75
 * · 2^-74 = 2^-149 breaks the claim.
 */
export const dotGradualUnderflow: OutputClaim = {
  id: 'dot-gradual-underflow',
  kind: 'output',
  status: 'observed',
  statement: 'Numbers below 2^-126 are kept and not replaced by 0: the any-order bound holds with gradual underflow.',
  formula: '|ŝ − s| ≤ F·P + n·2^-150·(1+F), F = (1+v)(1+w)^(n−1) − 1',
  source: 'Gradual underflow: IEEE 754-2019, 3.3 and 7.5; the bound: src/claims/error-bounds/any-order.ts.',
  inapplicableTo: (subject) =>
    Object.values(subject.flush).includes(true)
      ? dotAnyOrder.inapplicableTo(subject)
      : 'it was not found to flush; see dot-any-order',
  boundFor: (subject) => dotAnyOrder.boundFor({ ...subject, flush: noFlush }),
};

/**
 * If the sum of absolute products plus the any-order bound is below the overflow threshold, the dot product is finite
 * in every order, even if the terms cancel. The condition can be checked without knowing the order.
 *
 *     P + bound(dot-any-order) < 2^128·(1 − 2^-25):   ŝ is finite
 *
 * Proof. Every value before its rounding is a sum of some of the products, with factors 1+δ and errors of underflow. So
 * it is at most P + bound in size, by step (4) of the proof of dot-any-order. A value below the threshold does not
 * round to infinity. The bound for n products is at least that for fewer products. Written as an inequality of errors:
 * a finite ŝ is within 2^129 of s, and an infinite one is not.
 *
 * The condition is sharp: 2^127 and 2^127·(1 − 2^-24) are just below it. 2^127 twice is above it, and its sum is
 * infinite. Engines that scale, transform or square intermediate values break the claim.
 */
export const dotNoOverflow: OutputClaim = {
  id: 'dot-no-overflow',
  kind: 'output',
  status: 'proven',
  topic: 'range',
  statement:
    'If the sum of absolute products plus the any-order bound is below the overflow threshold, the result is finite ' +
    'in every order.',
  formula: 'P + bound < 2^128·(1 − 2^-25): ŝ is finite, |ŝ − s| < 2^129',
  hypotheses: 'Those of dot-any-order.',
  source: 'Proof in src/claims/error-bounds/range.ts.',
  inapplicableTo: (subject) =>
    subject.format === 'binary64' ? 'nothing overflows in binary64' : dotAnyOrder.inapplicableTo(subject),
  boundFor: (subject) => {
    const ofAnyOrder = dotAnyOrder.boundFor(subject);
    const most = 2 ** (formatNamed(subject.format).maxExponent + 2);
    const bound = bounds.get(ofAnyOrder) ?? {
      bound: () => most,
      failedHypothesis: (facts) => ofAnyOrder.failedHypothesis(facts),
    };
    bounds.set(ofAnyOrder, bound);
    return bound;
  },
};

/** One bound for each bound of dot-any-order, so that subjects with the same traits share what is computed with it. */
const bounds = new Map<ErrorBound, ErrorBound>();

/**
 * NaN and infinities propagate: a dot product with a NaN or infinite input is NaN, +∞ or −∞. The products alone decide
 * which of them, not the order of summation.
 *
 *     NaN if some x_i·y_i is NaN (an input is NaN, or 0·∞), or if infinite products have both signs;
 *     otherwise the sign of the infinite products · ∞
 *
 * Hypotheses: an input is NaN or infinite; fewer than 2^23 terms; ŝ comes from a summation tree. In binary32 the
 * absolute values of the finite products sum to less than half of 2^128(1 − 2^-25), so that none of their partial sums
 * overflows. No such tap meets the padding, because an engine may add the padding as zeros or leave it out. For the
 * same reason no such input of an engine that is not lastbit's own meets a zero: engines that leave out terms with a
 * zero compute another sum, on purpose, and infinity-times-zero observes which ones do. If an engine was found to read
 * subnormal inputs as 0, no such input meets a subnormal number, because ∞·0 is NaN and ∞·2^-127 is ∞.
 *
 * Proof by induction over the tree. The value of a node is NaN if its subtree has a NaN product or infinite products of
 * both signs. It is ±∞ if its subtree has infinite products of one sign, and finite otherwise. This follows from NaN +
 * a = NaN, ∞ − ∞ = NaN and ∞ + finite = ∞ (IEEE 754-2019, 6.1, 6.2 and 7.2). Finite sums stay finite by the hypothesis
 * about the finite products: for fewer than 2^23 terms (2^(p−1) in 16 bits), roundings less than double them. Fused
 * operations and wider accumulators give the same.
 *
 * It does not apply to compensated algorithms. Their corrections subtract intermediate sums and compute ∞ − ∞ = NaN, so
 * the result is NaN where a tree gives ∞. Engines that add sums of neighbouring windows (Winograd), or replace NaN by a
 * number break the claim.
 */
export const dotNonFinite: OutputClaim = {
  id: 'dot-non-finite',
  kind: 'output',
  status: 'proven',
  mostDiscarded: { share: 0.999, because: 'it applies to NaN and infinite inputs only, which one distribution has' },
  statement:
    'If an input is NaN or infinite, the result is NaN or an infinity, in every order the one that follows from the ' +
    'products.',
  hypotheses:
    'An input is NaN or infinite; no such input meets padding, or a subnormal number that is read as 0, or, in an ' +
    'engine, a zero, whose term it may leave out; in binary32 the other products’ absolute sum is below ' +
    '2^127·(1 − 2^-25), and fewer than 2^23 terms (in 16 bits half the overflow threshold, and 2^(p−1)); ' +
    'the result comes from a summation tree. It is not about ' +
    'compensated algorithms, whose corrections compute ∞ − ∞ = NaN.',
  formula: 'ŝ = NaN if some x_i·y_i is NaN, or +∞ and −∞ are among them; ŝ = ±∞ if only one of them is',
  source: 'Proof in src/claims/error-bounds/range.ts, from IEEE 754-2019, 6.1, 6.2 and 7.2.',
  ofMeans: true,
  inapplicableTo: ({ summation }) => {
    if (summation === 'compensated') return compensatedGivesNaN;
    return summation === 'exact' ? 'it is not a summation tree' : undefined;
  },
  boundFor: ({ format, flush, summation }) =>
    bounds32and64[summation === 'unknown' ? 'engine' : 'own'][flush.inputs ? 'flushed' : 'kept'][format],
};

/** Undefined where finite products cannot overflow. */
const boundIn = (format: Format | undefined, inputs: boolean, zeros: boolean): ErrorBound => {
  const mostTerms = 2 ** ((format?.precision ?? 24) - 1);
  const most = format === undefined ? Number.POSITIVE_INFINITY : overflowThreshold(format) / 2;
  return boundBelow(mostTerms, most, format?.minExponent, inputs, zeros);
};

const boundBelow = (
  mostTerms: number,
  most: number,
  minExponent: number | undefined,
  inputs: boolean,
  zeros: boolean,
): ErrorBound => ({
  bound: () => 0,
  failedHypothesis: (facts: TermFacts) => {
    if (facts.finiteInputs) return 'all inputs are finite';
    if (facts.terms >= mostTerms) return `${mostTerms} terms or more`;
    const { finiteSum, inPadding, meetsSubnormal, meetsZero } = facts.special(minExponent);
    if (inPadding) return 'a NaN or infinite tap meets the padding';
    if (inputs && meetsSubnormal) return 'a NaN or infinity meets a subnormal number, which is read as 0';
    if (zeros && meetsZero) return 'a NaN or infinity meets a zero, whose term may be left out';
    return finiteSum < most ? undefined : 'the finite products might overflow';
  },
});

const boundsFor = (inputs: boolean, zeros: boolean) => ({
  binary32: boundIn(binary32, inputs, zeros),
  binary64: boundIn(undefined, inputs, zeros),
  binary16: boundIn(narrowFormats.binary16, inputs, zeros),
  bfloat16: boundIn(narrowFormats.bfloat16, inputs, zeros),
});
const bounds32and64 = {
  own: { kept: boundsFor(false, false), flushed: boundsFor(true, false) },
  engine: { kept: boundsFor(false, true), flushed: boundsFor(true, true) },
};

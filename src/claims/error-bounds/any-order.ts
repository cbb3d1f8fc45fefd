import { sumsPixels } from '../../conv/operation.ts';
import { type Format, overflowThreshold } from '../../float/format.ts';
import { formatNamed } from '../../float/number-bits.ts';
import type { Flush } from '../../sums/accumulation.ts';
import type { ErrorBound, OutputClaim, PairClaim, TermFacts } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';
import { compound, growth, outward, reciprocal } from './outward.ts';

/**
 * A dot product that is summed in any order is close to the exact one.
 *
 *     u = 2^-24, v = u/(1+u), v64 = 2^-53/(1+2^-53), w = (1+v)(1+v64) − 1
 *     p_i = x_i·y_i, P = Σ|p_i|, s = Σp_i, n = the number of p_i ≠ 0
 *
 * v and v64 are the largest relative errors of rounding to nearest in binary32 and binary64 (Jeannerod and Rump 2018,
 * "On relative errors of floating-point operations", Mathematics of Computation 87, 803–819, eq. (2)).
 *
 *     binary32:   |ŝ − s| ≤ F·P + n·2^-150·(1+F), F = (1+v)(1+w)^(n−1) − 1
 *
 * Hypotheses: inputs are finite; P + bound < 2^128(1 − 2^-25); ŝ comes from a summation tree. Its leaves are the
 * products. Its nodes add the values of two or more children, starting from nothing or ±0. A leaf is rounded to nearest
 * binary32, or it is exact in binary64, or it enters its node exactly (fma). A node adds exactly and rounds to nearest:
 * to binary32, to binary64, or to binary64 and then to binary32 (`fround(s + x*y)`). The result is binary32.
 *
 * Proof. (1) Products that are 0 drop out. A node with a single child that is not zero only changes the format of that
 * child. The tree that is left has n leaves. Each of its nodes, taken together with the changes of format above it, has
 * two or more children. So a path has at most n−1 nodes.
 *
 * (2) A node and the changes of format above it round at most once to binary64 (v64) and at most once to binary32 (v):
 * a value that was rounded to binary32 is the same number in both formats. This is a factor 1+δ with |δ| ≤ w. A leaf is
 * exact, or is rounded to binary32 once: x·y is exact in binary64. This is a factor with |δ| ≤ v. The first term of the
 * bound is Σ|p_i|·(Π(1+|δ|) − 1).
 *
 * (3) Underflow. In binary64 nothing underflows, because all values are multiples of 2^-298. Rounding to binary32 below
 * 2^-126 has an absolute error of at most 2^-150 instead of the relative one. A multiple of 2^-149 is exact there.
 * After the rounding the value is such a multiple, and sums of multiples are multiples. So each error needs a leaf that
 * was not rounded to binary32 before. There are at most n errors. Each is followed by at most n−1 factors 1+w, at most
 * 1+F together.
 *
 * (4) By the same count, every value before its rounding is at most P + bound in size. By the second hypothesis none
 * rounds to ∞. If n = 0, all values are ±0. If n = 1, there is one rounding.
 *
 * Flushing, only if probing showed it. Each of the n leaves and n−1 nodes may lose a result below 2^-126 once, because
 * the value is zero from there to the next node. This loss replaces the underflow error of that place. So (2n−1)·2^-126
 * replaces n·2^-150, or n·2^-126 if only products are flushed. If subnormal inputs are read as 0, their products are
 * lost: add Σ|p_i| of these. Such an engine may read a subnormal partial sum as 0 as well, so sums count as flushed.
 *
 * binary16 and bfloat16: the same with p = 11 or 8 and the exponents of the format in place of 24, −126 and 127. A leaf
 * or node may be rounded to binary64, then to binary32 and then to the format, or stop before. So w is
 * (1+v)(1+2^-24)(1+2^-53) − 1 or less, and 2^-150 is 2^(e−p), for e = −14 or −126. Products have 22 bits at most, so a
 * leaf has the one factor v. Only products of bfloat16 numbers underflow in binary32: they lose 2^-150 more, which is
 * 2^-16 of 2^(e−p). The factor 1+2^-15 covers that. An accumulator in binary32 or binary64 is a case of this tree.
 *
 * binary64: products are exact, and nothing underflows or overflows (2^-298 ≤ |p_i| < 2^256). By (1) and (2) with v64
 * alone, |ŝ − s| ≤ ((1+v64)^(n−1) − 1)·P. A single product must be exact.
 *
 * Sums of numbers (sum, sum-last-axis, sum-first-axis): the leaves are the numbers themselves, so no leaf rounds, and F
 * = (1+w)^(n−1) − 1: n−1 roundings. Below 2^-126 no sum rounds either, by (3), because all leaves are multiples of
 * 2^-149: the term n·2^-150·(1+F) falls away. With flushing it stays as above.
 *
 * Means are judged as N times the mean, of all N numbers, which is exact in binary64 for a binary32 mean and N < 2^29.
 * Hypothesis: the sum is divided by N, or multiplied by the rounded 1/N; or each number is, before they are added.
 * Either adds at most two factors 1+δ, |δ| ≤ w: F = (1+w)^(n+1) − 1, n+1 roundings. The rounding of a quotient below
 * 2^-126 is off by at most 2^-150, after a binary64 quotient by a little more: N·n·2^-149 in all for n quotients. With
 * flushing n quotients and n − 1 sums of these may lose 2^-126: N·n·2^-125. In binary64 the product with N is the third
 * rounding more; its quotients never underflow. In 16 bits N ≤ 2^p, so that N is a number of the format.
 *
 * A correctly rounded result is within v|s| + 2^-150, hence within the bound. Compensated algorithms are not summation
 * trees: see dot-kahan, dot-neumaier, dot-dot2. The leading term is reached, up to a relative n·u, by x = 24929·2^-12,
 * y = 673·2^-12 and further products of 2^-24 times the first, in sequential order. The term n·2^-150 is reached by x_i
 * = y_i = 2^-75. Transforms (Winograd, FFT), truncating adders and narrowed inputs break the claim.
 */
export const dotAnyOrder: OutputClaim = {
  id: 'dot-any-order',
  kind: 'output',
  status: 'proven',
  statement:
    'Summed in any order, a dot product is off by at most n roundings, to first order, where n is the number of ' +
    'products that are not zero.',
  formula:
    '|ŝ − s| ≤ F·P + n·2^-150·(1+F), F = (1+v)(1+w)^(n−1) − 1; in binary64 ((1+v64)^(n−1) − 1)·P; ' +
    'a sum of numbers: ((1+w)^(n−1) − 1)·P; N times a mean: ((1+w)^(n+1) − 1)·P + N·n·2^-149',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); the result comes from a summation tree, whatever its order, ' +
    'with rounded, fused or binary64 steps. In binary16 and bfloat16 the same with their precision and exponents, ' +
    'whatever wider format accumulates.',
  source:
    'Proof in src/claims/error-bounds/any-order.ts; roundings after Jeannerod and Rump 2018, Mathematics of ' +
    'Computation 87, 803–819.',
  sharp:
    'Reached to first order by a loop over 24929·673 = 2^24 + 1 and further products of 2^-24 times that: every ' +
    'addition is a tie that loses its product; underflow by 2^-75·2^-75.',
  inapplicableTo: ({ summation }) =>
    summation === 'compensated' ? 'a compensated algorithm is not a summation tree; see the claim about it' : undefined,
  ofMeans: true,
  boundFor: ({ format, flush, operation = 'conv2d' }) => {
    const kind = operation === 'mean' ? 'mean' : sumsPixels(operation) ? 'sum' : 'products';
    return format === 'binary64' ? bounds64[kind] : boundOnce(format, flush, kind);
  },
};

/** What is summed: products, each rounded; numbers, as they are; or numbers whose sum is divided by their number. */
type Summed = 'products' | 'sum' | 'mean';

const v64 = reciprocal(2n ** 53n + 1n);
const relative64 = growth(0n, v64);
const nonFinite = 'an input is NaN or infinite';
const mayOverflow = 'the bound does not exclude overflow';

/** Three roundings more for n times a mean: of the reciprocal, of the quotient, and of the product with n. */
const moreForMean64 = 3;

function bound64Of(more: number): ErrorBound {
  return {
    failedHypothesis: ({ finiteInputs }) => (finiteInputs ? undefined : nonFinite),
    bound: ({ nonZero, absoluteSum }) => (nonZero === 0 ? 0 : outward(relative64(nonZero + more) * absoluteSum)),
  };
}

const bounds64 = { products: bound64Of(0), sum: bound64Of(0), mean: bound64Of(moreForMean64) } as const;

type RoundedFormat = Exclude<SubjectTraits['format'], 'binary64'>;
const bounds = new Map<string, ErrorBound>();

/** The same bound for the same traits, so that subjects share what was computed with it. */
function boundOnce(format: RoundedFormat, flush: Flush, summed: Summed): ErrorBound {
  const key = `${format} ${flush.products} ${flush.sums} ${flush.inputs} ${summed}`;
  const bound = bounds.get(key) ?? makeBound(formatNamed(format), flush, summed);
  bounds.set(key, bound);
  return bound;
}

function makeBound(format: Format, flush: Flush, summed: Summed): ErrorBound {
  const isFlushed = flush.products || flush.sums || flush.inputs;
  const loss = summed === 'products' || isFlushed ? lossByUnderflow(format, flush) : () => 0;
  const boundOf = anyOrderBound(format, roundingOnTheWay(format), loss, summed === 'products' ? undefined : 0n);
  const lostByMean = 2 ** ((isFlushed ? format.minExponent : format.minExponent - format.precision) + 1);
  const mostOfMean = summed === 'mean' && format.precision < 24 ? 2 ** format.precision : Number.POSITIVE_INFINITY;
  const withInputs = flush.inputs;
  const bound = (facts: TermFacts): number => {
    const { nonZero, absoluteSum, terms } = facts;
    const more = summed === 'mean' && nonZero > 0 ? roundingsOfMean : 0;
    const rounding = boundOf(nonZero + more, absoluteSum) + (more === 0 ? 0 : nonZero * terms * lostByMean);
    return outward(withInputs ? rounding + facts.subnormalSum(format.minExponent) : rounding);
  };
  const limit = overflowThreshold(format);
  return {
    bound,
    failedHypothesis: (facts) => {
      if (!facts.finiteInputs) return nonFinite;
      if (facts.terms > mostOfMean) return 'the number of terms may be no number of 16 bits';
      // 1 + 2^-20 makes up for an estimate of P from below.
      return facts.absoluteSum * (1 + 2 ** -20) + bound(facts) < limit ? undefined : mayOverflow;
    },
  };
}

/**
 * The v of the wider formats through which a result may be rounded on its way to a format, in units of 2^-160: binary16
 * and narrower through binary32 and binary64, binary32 through binary64, binary64 through the 64 bits of x87.
 */
export function roundingOnTheWay({ precision }: Pick<Format, 'precision'>): bigint {
  const v = (bits: number): bigint => reciprocal(2n ** BigInt(bits) + 1n);
  if (precision >= 53) return v(64);
  return precision >= 24 ? v(53) : compound(v(24), v(53));
}

/**
 * The bound in any format, not yet rounded outward, as a function of n and P. `between` is the v of the wider format
 * through which additions are rounded, `first` that of a product: one rounding to the format.
 */
export function anyOrderBound(
  { precision }: Pick<Format, 'precision'>,
  between: bigint,
  lossOf: (n: number) => number,
  first: bigint = reciprocal(2n ** BigInt(precision) + 1n),
): (n: number, absoluteSum: number) => number {
  const v = reciprocal(2n ** BigInt(precision) + 1n);
  const relativeOf = growth(first, compound(v, between));
  return (n, absoluteSum) => {
    const relative = relativeOf(n);
    return relative * absoluteSum + (1 + relative) * lossOf(n);
  };
}

/**
 * The rounding of a term before it is added, for `anyOrderBound`: none if its `bits` fit in the format; one to the
 * format if the next wider one holds it (binary32 for narrower ones, binary64 for binary32); else another before that.
 */
export function termRounding(bits: number, format: Pick<Format, 'precision'>): bigint {
  const { precision } = format;
  if (bits <= precision) return 0n;
  const next = precision < 24 ? 24 : precision < 53 ? 53 : 0;
  const v = reciprocal(2n ** BigInt(precision) + 1n);
  return bits <= next ? v : compound(v, roundingOnTheWay(format));
}

/** How many roundings a mean adds to a sum: of the quotient, and of the reciprocal by which it may multiply instead. */
export const roundingsOfMean = 2;

/** The most that n products can lose to underflow, before the factors (1+w) that follow. */
function lossByUnderflow({ precision, minExponent }: Format, { products, sums, inputs }: Flush): (n: number) => number {
  const more = precision < 24 ? 1 + 2 ** -15 : 1;
  const [smallest, half] = [2 ** minExponent * more, 2 ** (minExponent - precision) * more];
  if (sums || inputs) return (n) => (n === 0 ? 0 : (2 * n - 1) * smallest);
  return products ? (n) => n * smallest : (n) => n * half;
}

/**
 * Two implementations of the same output differ by at most the sum of their bounds of dot-any-order.
 *
 * Proof. |a − b| ≤ |a − s| + |b − s| by the triangle inequality. The hypotheses are those of both, and formats may
 * differ.
 *
 * It is reached to first order by products on which one subject is exact and the other reaches its own bound. Both
 * bounds are reached at once only if the errors have opposite signs. The claim needs no exact value, so it also checks
 * the reference itself.
 */
export const differenceAnyOrder: PairClaim = {
  id: 'difference-any-order',
  kind: 'pair',
  each: dotAnyOrder,
  status: 'proven',
  topic: 'differences',
  statement: 'Two implementations of one output differ by at most the sum of their any-order bounds.',
  formula: '|a − b| ≤ bound(a) + bound(b)',
  hypotheses: 'Those of dot-any-order, for both implementations.',
  source: 'Triangle inequality on dot-any-order; src/claims/error-bounds/any-order.ts.',
  inapplicableTo: (first, second) => dotAnyOrder.inapplicableTo(first) ?? dotAnyOrder.inapplicableTo(second),
  boundFor: (first, second): ErrorBound => {
    const [one, other] = [dotAnyOrder.boundFor(first), dotAnyOrder.boundFor(second)];
    return {
      failedHypothesis: (facts) => one.failedHypothesis(facts) ?? other.failedHypothesis(facts),
      bound: (facts) => outward(one.bound(facts) + other.bound(facts)),
    };
  },
};

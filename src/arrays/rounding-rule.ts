import { anyOrderBound, roundingOnTheWay, roundingsOfMean, termRounding } from '../claims/error-bounds/any-order.ts';
import { outward } from '../claims/error-bounds/outward.ts';
import { type ElementType, formatOfType } from '../float/element-type.ts';
import type { Format } from '../float/format.ts';
import { roundTo } from '../float/round-to.ts';
import type { Question } from './question.ts';
import type { ArithmeticModel } from './tally.ts';

/**
 * How far an output may be from its exact value, whatever the order, when a model of arithmetic computes it.
 *
 *     n non-zero terms p_i (products, summands, the bias), P = Σ|p_i|, S = Σp_i
 *     D the divisor (1 but for a mean), s = S/D
 *     format f of the accumulator: p bits, least normal number 2^e; v = u/(1+u), u = 2^-p
 *     w = (1+v)(1+v')−1, v' the v of the wider formats through which a step may be rounded on its way to f
 *
 *     |ẑ − s| ≤ A = F·P/D + (1+F)·L        F = (1+a)(1+w)^(n−1+d) − 1,  L = (n+d)·2^(e−p)·(1+2^-20)
 *     |ŷ − s| ≤ A + h(|s| + A)             h(z) = half an ulp of z in the format of the answer; 0 if f is no wider
 *
 * a is 0 if every term is a number of f up to underflow: a summand or a bias, when its type has no more bits; a
 * product, when both factors together have no more. Else it is v if the term is exact in the next wider format
 * (binary32 for narrower ones, binary64 for binary32), else w. d is 0, or 2 for a mean.
 *
 * Hypotheses: inputs are finite; P + D·A is below the overflow threshold of f, and of the format of the answer if a
 * bias is added to a rounded answer. ẑ comes from a summation tree, as in dot-any-order. Its leaves are the terms, each
 * exact, or rounded to nearest in a wider format, in f, or both. A node adds exactly and rounds in the same way. A mean
 * divides the sum, or every term; or it multiplies by a rounded 1/D, which is a normal number of f. The answer is ẑ
 * rounded to nearest in its own format.
 *
 * Proof. Steps (1) to (3) of dot-any-order with f in place of binary32: a path from a leaf has one factor 1+δ, |δ| ≤ a,
 * and at most n−1 factors with |δ| ≤ w. Dividing adds one such factor for the quotient and, with a reciprocal, one for
 * it. Below 2^e a rounding to f is off by at most 2^(e−p), half the spacing there; sums of numbers of f are exact
 * there. So each such error needs a leaf that was not rounded to f before, or is that of a division, of which a path
 * meets at most two and, by linearity, a sum of n divided terms at most n. A wider format of normal range [2^e', …)
 * with e' ≤ e − 20 adds at most 2^-20 of this. binary32 has the range of bfloat16 and of TF32, and adds 2^(e−24), but
 * only if the value has at least half the spacing, 2^(e−p); of this F·P allows 2^(e−2p), which is more. Each error is
 * followed by at most the factors of F. For a mean that divides after summing, errors of leaves are divided by D ≥ 1 as
 * well.
 *
 * The last step: |ŷ − ẑ| is half an ulp of ẑ at most, |ẑ| ≤ |s| + A, and ulp does not decrease. With a bias the answer
 * may be rounded to its format before the bias is added too, and a mean before it is divided. The rounded value is then
 * at most P + D·A in size: add h(P + D·A)/D. It may overflow there although the answer does not.
 *
 * Integers. If all terms are integers of integer types and the answer is one of k bits, s is due exactly, or modulo 2^k
 * if the type does not hold it: it wraps around. If the user names the accumulator, |ŷ − s| ≤ A, because ẑ is an
 * integer. An answer of an integer type to anything else is a neighbour of ẑ, whatever the mode of rounding:
 * |ŷ − s| < A + 1.
 *
 * Terms on a grid. If all terms are multiples of 2^g and P ≤ 2^(g+p), g ≥ e−p+1, all partial sums are numbers of f: no
 * order rounds, and A = 0. This needs D = 1, and is stated as `exactLimit`.
 */
export interface RoundingRule {
  readonly accumulator: Format;
  /** The format of the answer; undefined for integers. */
  readonly answer: Format | undefined;
  /** A, the bound before the last rounding, from n and P, rounded outward. */
  sumBound(nonZero: number, absoluteSum: number): number;
  /** The bound of the answer from A, |s| and P, rounded outward. */
  bound(sumBound: number, size: number, absoluteSum: number): number;
  /** Up to which P sums of multiples of 2^grid are exact in every order; −1 if none is known to be. */
  exactLimit(grid: number): number;
  /** From here on a sum of some of the terms rounds to infinity: in the accumulator, or before the bias is added. */
  readonly sumLimit: number;
  /** From here on the sum of all terms rounds to infinity in the format of the answer. */
  readonly answerLimit: number;
  /** Whether the sum may be rounded to the format of the answer before a bias is added, or before it is divided. */
  readonly roundsTwice: boolean;
  /** A binary64 number rounded to the format of the answer. */
  round(x: number): number;
  /** u of the accumulator. */
  readonly unit: number;
  /** The type of an integer answer to integers, whose sums wrap around. */
  readonly integer?: IntegerRange;
}

export function roundingRule(question: Question, type: ElementType, model: ArithmeticModel): RoundingRule {
  const { accumulator } = model;
  const { precision, minExponent } = accumulator;
  const answer = formatOfType(type);
  const { divisor } = question;
  const isMean = question.operation.kind === 'sum' && question.operation.mean;
  const divisions = isMean ? roundingsOfMean : 0;
  const integers =
    answer === undefined && !isMean && typesOf(question).every((each) => formatOfType(each) === undefined);
  const between = roundingOnTheWay(accumulator);
  const first = firstRounding(question, model);
  const loss = lossOf(accumulator, divisions);
  const boundOf = anyOrderBound(accumulator, between, loss, first);
  const narrows = answer !== undefined && !holds(answer, accumulator);
  const twice = narrows && (question.bias !== undefined || isMean);
  const sumBound = (nonZero: number, absoluteSum: number): number => {
    if (nonZero === 0 || (integers && model.isGiven !== true)) return 0;
    return outward(boundOf(nonZero + divisions, upward(absoluteSum) / divisor));
  };
  const last = (size: number): number =>
    answer === undefined ? (integers ? 0 : 1) : narrows ? halfUlp(size, answer) : 0;
  return {
    accumulator,
    answer,
    sumBound,
    bound: (sum, size, absoluteSum) => {
      const before = Math.max(sum, model.normwise ?? 0);
      return outward(
        before + last(outward(size + before)) + (twice ? last(outward(absoluteSum + before * divisor)) / divisor : 0),
      );
    },
    exactLimit: (grid) => (isMean || grid < minExponent - precision + 1 ? -1 : 2 ** Math.min(grid + precision, 1023)),
    sumLimit: Math.min(limitOf(accumulator), twice ? limitOf(answer) : Number.POSITIVE_INFINITY),
    answerLimit: answer === undefined ? Number.POSITIVE_INFINITY : limitOf(answer),
    roundsTwice: twice,
    round: roundingTo(answer),
    unit: 2 ** -precision,
    ...(integers && model.isGiven !== true && type !== 'bool' ? { integer: rangeOf(type) } : {}),
  };
}

export interface IntegerRange {
  readonly bits: number;
  readonly least: number;
}

function rangeOf(type: ElementType): IntegerRange {
  const bits = Number(/\d+$/.exec(type)![0]);
  return { bits, least: type.startsWith('u') ? 0 : -(2 ** (bits - 1)) };
}

/** Whether an integer type does not hold a sum, and the answer is equal to it modulo 2^k. */
export function wrapsAround({ bits, least }: IntegerRange, sum: bigint, computed: number): boolean {
  const first = BigInt(least);
  const size = 1n << BigInt(bits);
  return (sum < first || sum >= first + size) && (sum - BigInt(computed)) % size === 0n;
}

/**
 * Half an ulp: how far a number may move when it is rounded to nearest. `size` is at most the largest finite number.
 */
export function halfUlp(size: number, { precision, minExponent }: Format): number {
  const exponent = size === 0 ? minExponent : Math.max(exponentOf(size), minExponent);
  return Math.max(2 ** (exponent - precision), Number.MIN_VALUE);
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
const high = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

function roundingTo(format: Format | undefined): (x: number) => number {
  if (format === undefined || format.precision >= 53) return (x) => x;
  return format.precision === 24 ? Math.fround : roundTo(format, 'nearest-even');
}

/** The exponent of a positive binary64 number; −1023 for subnormals. */
export function exponentOf(size: number): number {
  number[0] = size;
  return ((words[high]! >>> 20) & 0x7ff) - 1023;
}

/** Half way from the largest finite number to the power of two after it; ∞ for binary64, where it has no number. */
function limitOf({ precision, maxExponent }: Format): number {
  return maxExponent === 1023 ? Number.POSITIVE_INFINITY : (2 - 2 ** -precision) * 2 ** maxExponent;
}

const upward = (absoluteSum: number): number => absoluteSum * (1 + 2 ** -51);

const holds = (wide: Format, narrow: Format): boolean =>
  wide.precision >= narrow.precision &&
  wide.minExponent <= narrow.minExponent &&
  wide.maxExponent >= narrow.maxExponent;

export function typesOf({ left, right, bias }: Question): readonly ElementType[] {
  return [left, right, bias].flatMap((operand) => (operand === undefined ? [] : [operand.file.type]));
}

/** The bits that numbers of a type may need; integers are at most 2^53. */
function bitsOf(type: ElementType): number {
  if (type === 'bool') return 1;
  return formatOfType(type)?.precision ?? Math.min(53, Number(/\d+$/.exec(type)![0]));
}

function firstRounding({ left, right, bias }: Question, { inputs, accumulator }: ArithmeticModel): bigint {
  const bits = (type: ElementType): number => Math.min(bitsOf(type), inputs?.bits ?? 53);
  const product = bits(left.file.type) + (right === undefined ? 0 : bits(right.file.type));
  const most = Math.max(product, bias === undefined ? 0 : bitsOf(bias.file.type));
  return termRounding(most, accumulator);
}

/** Of binary64 one unit more and twice the size, for what the products in the bound lose to underflow themselves. */
function lossOf({ precision, minExponent }: Format, divisions: number): (n: number) => number {
  if (precision >= 53) return (n) => (n + 1 + divisions) * Number.MIN_VALUE;
  const each = 2 ** (minExponent - precision) * (1 + 2 ** -20);
  return (n) => n * each;
}

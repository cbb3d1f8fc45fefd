import { addDyadic, type Dyadic, dyadic, dyadicOf, dyadicZero, multiplyDyadic, toBinary64 } from '../float/dyadic.ts';
import { binary32, binary64, type Format, type RoundingMode } from '../float/format.ts';
import type { Accumulation, NodeFormat } from './accumulation.ts';
import type { SummationTree } from './tree.ts';

/**
 * Evaluates an accumulation straight from its definition: by recursion over the tree, with every value an exact dyadic
 * and the sign of a zero, and every rounding done on integers. It shares only the record type with the other
 * evaluators.
 */
export function slowAccumulation(
  accumulation: Accumulation,
  left: ArrayLike<number>,
  right: ArrayLike<number>,
): number {
  const { tree, products, nodes, start, bias, flush, result } = accumulation;
  const { rounding: mode = 'nearest-even', productFormat = binary32 } = accumulation;
  let node = 0;

  const input = (x: number): number => (flush.inputs && Math.abs(x) < 2 ** -126 ? x * 0 : x);
  const leaf = (term: number): Value => {
    const [x, y] = [input(left[term]!), input(right[term]!)];
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      if (Number.isNaN(x) || Number.isNaN(y) || x === 0 || y === 0) return nan;
      return infinity(signOf(x) * signOf(y));
    }
    const signed = finite(multiplyDyadic(dyadicOf(x), dyadicOf(y)), signOf(x) * signOf(y));
    return products[term] === 'exact' ? signed : round(signed, productFormat, mode, flush.products);
  };
  const sum = (values: readonly Value[], format: NodeFormat): Value => {
    const infinite = values.filter((each) => each.size === 'infinite').map((each) => each.sign);
    if (values.some((each) => each.size === 'nan') || new Set(infinite).size === 2) return nan;
    if (infinite.length > 0) return infinity(infinite[0]!);
    const exacts =
      typeof format === 'object' && 'guardBits' in format ? aligned(values, format.guardBits) : exactsOf(values);
    const total = exacts.reduce(addDyadic, dyadicZero);
    const all = (sign: number): boolean => values.every((each) => each.sign === sign && each.exact.significand === 0n);
    const zeroSign = all(-1) || (mode === 'down' && !all(1)) ? -1 : 1;
    const exact = finite(total, zeroSign);
    if (typeof format === 'object' && 'guardBits' in format) return round(exact, binary32, format.end, flush.sums);
    if (format === 'binary64') return round(exact, binary64, mode, false);
    if (format === 'binary32') return round(exact, binary32, mode, flush.sums);
    if (format === 'binary32-via-binary64')
      return round(round(exact, binary64, mode, false), binary32, mode, flush.sums);
    const once = format.via === undefined ? exact : round(exact, format.via, mode, false);
    return round(once, format.to, mode, flush.sums && format.to.maxExponent < 1023);
  };
  const visit = (tree: SummationTree): Value => {
    if (tree.kind === 'term') {
      const product = leaf(tree.term);
      return accumulation.ownStart?.includes(tree.term) ? sum([zero(1), product], 'binary32') : product;
    }
    const values = tree.children.map(visit);
    const format = nodes[node++]!;
    if (tree.children.some((child) => child.kind === 'add')) return sum(values, format);
    const first = firstOf(tree.children.map((child) => (child.kind === 'term' ? child.term : -1)));
    if (first === undefined) return sum(values, format);
    return values.length > 2
      ? sum([first, ...values], format)
      : sum([sum([first, values[0]!], format), values[1]!], format);
  };
  const firstOf = (terms: readonly number[]): Value | undefined => {
    if (bias !== undefined && bias.enters !== 'end' && terms.includes(bias.enters)) return constant(bias.value);
    return start === 'first-product' ? undefined : zero(start === 'positive-zero' ? 1 : -1);
  };
  let total = visit(tree);
  const first = tree.kind === 'term' ? firstOf([tree.term]) : undefined;
  if (first !== undefined) total = sum([first, total], result);
  const rounded =
    result === 'binary32' ? round(total, binary32, mode, flush.sums) : round(total, binary64, mode, false);
  return numberOf(bias?.enters === 'end' ? sum([rounded, constant(bias.value)], result) : rounded);
}

/** An exact value, with a sign for zeros and infinities. */
interface Value {
  readonly size: 'finite' | 'infinite' | 'nan';
  readonly exact: Dyadic;
  readonly sign: number;
}

const zero = (sign: number): Value => ({ size: 'finite', exact: dyadicZero, sign });
const infinity = (sign: number): Value => ({ size: 'infinite', exact: dyadicZero, sign });
const nan: Value = { size: 'nan', exact: dyadicZero, sign: 1 };
const signOf = (x: number): number => (x < 0 || Object.is(x, -0) ? -1 : 1);
const constant = (x: number): Value => finite(dyadicOf(x), signOf(x));
const finite = (exact: Dyadic, signOfZero: number): Value => ({
  size: 'finite',
  exact,
  sign: exact.significand === 0n ? signOfZero : exact.significand < 0n ? -1 : 1,
});
const exactsOf = (values: readonly Value[]): readonly Dyadic[] => values.map(({ exact }) => exact);

function numberOf({ size, exact, sign }: Value): number {
  if (size === 'nan') return Number.NaN;
  if (size === 'infinite') return sign * Number.POSITIVE_INFINITY;
  return exact.significand === 0n ? sign * 0 : toBinary64(exact);
}

const magnitude = (x: bigint): bigint => (x < 0n ? -x : x);
/** e with 2^e ≤ |x| < 2^(e + 1). */
const exponentOf = (x: Dyadic): number => {
  const digits = magnitude(x.significand).toString(16);
  return x.exponent + 4 * digits.length - 1 - (Math.clz32(Number.parseInt(digits.charAt(0), 16)) - 28);
};

/** x / 2^place as a whole number, rounded in the given mode. */
function quotient({ significand, exponent }: Dyadic, place: number, mode: RoundingMode): bigint {
  const shift = BigInt(place - exponent);
  if (shift <= 0n) return significand << -shift;
  const floor = significand >> shift;
  const rest = significand - (floor << shift);
  if (rest === 0n || mode === 'down') return floor;
  if (mode === 'up') return floor + 1n;
  if (mode === 'toward-zero') return significand > 0n ? floor : floor + 1n;
  const twice = 2n * rest - (1n << shift);
  return twice > 0n || (twice === 0n && (floor & 1n) === 1n) ? floor + 1n : floor;
}

/** Operands of a fused adder, truncated below the last place that it keeps. */
function aligned(values: readonly Value[], guardBits: number): readonly Dyadic[] {
  const exacts = exactsOf(values).filter(({ significand }) => significand !== 0n);
  const place = Math.max(...exacts.map(exponentOf)) - 23 - guardBits;
  return exacts.map((exact) => dyadic(quotient(exact, place, 'toward-zero'), place));
}

/** `flushes`: a number that is tiny once rounded with an unbounded exponent becomes a zero of its sign. */
function round(x: Value, format: Format, mode: RoundingMode, flushes: boolean): Value {
  if (x.size !== 'finite' || x.exact.significand === 0n) return x;
  const { precision, minExponent, maxExponent } = format;
  const exponent = exponentOf(x.exact);
  if (flushes) {
    const place = exponent - precision + 1;
    if (exponentOf(dyadic(quotient(x.exact, place, mode), place)) < minExponent) return zero(x.sign);
  }
  const place = Math.max(exponent, minExponent) - precision + 1;
  const rounded = dyadic(quotient(x.exact, place, mode), place);
  if (rounded.significand !== 0n && exponentOf(rounded) > maxExponent) {
    const away = mode === 'nearest-even' || mode === (x.sign > 0 ? 'up' : 'down');
    if (away) return infinity(x.sign);
    const most = (1n << BigInt(precision)) - 1n;
    return finite(dyadic(x.sign > 0 ? most : -most, maxExponent - precision + 1), x.sign);
  }
  return finite(rounded, x.sign);
}

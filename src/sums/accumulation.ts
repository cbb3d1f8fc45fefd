import { bfloat16, binary16, binary32, binary64, extended, type Format, type RoundingMode } from '../float/format.ts';
import type { NarrowName } from '../float/narrow-numbers.ts';
import type { InputRounding } from './narrow-inputs.ts';
import { foldTree, type SummationTree } from './tree.ts';

/**
 * A summation tree with the arithmetic of its leaves and nodes: everything needed to replay a dot product of binary32
 * numbers bit for bit.
 */
export interface Accumulation {
  readonly tree: SummationTree;
  /** One per term, by term number. */
  readonly products: readonly ProductRounding[];
  /** What is summed are numbers of binary32, each times 1, so that no product rounds. Absent: products. */
  readonly leaves?: 'numbers';
  /** One per addition, in the order in which `foldTree` visits them: bottom-up, children from left to right. */
  readonly nodes: readonly NodeFormat[];
  readonly start: Start;
  /** Terms that start an accumulator of their own next to others: each is added to +0 before it enters its addition. */
  readonly ownStart?: readonly number[];
  /** A constant that is added to the terms. */
  readonly bias?: Bias;
  readonly flush: Flush;
  /** How factors are narrowed before they are multiplied. Absent: they are not. */
  readonly inputs?: InputRounding;
  /** Terms with a zero as this factor are left out, so that ∞ · 0 is no NaN there. Absent: they are not. */
  readonly leavesOut?: LeftOut;
  /** Of every product, sum and final rounding. Absent: to nearest even. Fused adders round as their format says. */
  readonly rounding?: RoundingMode;
  /** The format to which `rounded` products are rounded. Absent: binary32. */
  readonly productFormat?: Format;
  /** The format of the result. A wider root is rounded to it once, at the end. */
  readonly result: 'binary32' | 'binary64';
  /** The format of 16 bits to which the result is rounded last of all, to nearest even. Absent: to none. */
  readonly end?: NarrowName;
}

/** `left` are pixels, `right` are taps; `either` is both. */
export type LeftOut = 'left' | 'right' | 'either';

/**
 * `rounded`: the product is rounded on its own. `exact`: it enters its addition exactly, as in a fused multiply-add, or
 * because the addition is in binary64, which holds the product.
 */
export type ProductRounding = 'rounded' | 'exact';

/**
 * How an addition rounds the exact sum of its children's values.
 * - `binary32`: once, to binary32, even if a child is an exact product or a binary64 number. With an exact product this
 *   is a fused multiply-add.
 * - `binary64`: once, to binary64.
 * - `binary32-via-binary64`: to binary64, then to binary32, like `Math.fround(s + x * y)`. Two roundings, not a fused
 *   multiply-add.
 *
 * Other formats and fused adders are records.
 */
export type NodeFormat = NamedFormat | OtherFormat | FusedAdder;

export type NamedFormat = 'binary32' | 'binary64' | 'binary32-via-binary64';

/** The exact sum is rounded to `via`, if given, and then to `to`. Operands are not rounded on their own. */
export interface OtherFormat {
  readonly to: Format;
  readonly via?: Format;
}

/**
 * The adder of a matrix unit. Let 2^E ≤ the largest operand < 2^(E + 1). Every operand is truncated below the place
 * 2^(E − p + 1 − guardBits), where p is the precision of the result. The rest is summed exactly and rounded once to the
 * result, toward zero or to nearest even.
 */
export interface FusedAdder {
  readonly guardBits: number;
  readonly end: 'toward-zero' | 'nearest-even';
  /** The format of the result. Absent: binary32. */
  readonly to?: Format;
  /**
   * The exponent that counts for E. `factors`: of a product, the sum of those of its factors, as if the product of
   * their significands, which is below 4, were below 2. Absent: that of the operand.
   */
  readonly aligns?: 'factors';
}

/**
 * The value with which an accumulator starts. An accumulator starts at each addition whose children are all terms, and
 * at a lone term.
 * - `positive-zero`: +0. The first child is added to it and rounded like any other, so it does not stay an exact
 *   product, and −0 becomes +0. An addition of more than two takes the +0 among its operands.
 * - `negative-zero`: the same with −0, which keeps a sum of −0.
 * - `first-product`: the first child itself.
 */
export type Start = 'positive-zero' | 'negative-zero' | 'first-product';

/**
 * A constant. With `enters: 'end'` it is added to the sum of all terms after that is rounded to the result. A matrix
 * product that adds to a cleared destination does this with +0, so −0 becomes +0. With `enters: term` the accumulator
 * that starts with this term starts with the constant instead of what `start` says.
 */
export interface Bias {
  readonly value: number;
  readonly enters: number | 'end';
}

/**
 * Subnormal numbers that are replaced by a zero of their sign: `inputs` of their format before multiplying (DAZ),
 * rounded `products`, and the `sums` of binary32 additions (FTZ). As on x86, a result is subnormal if it is below
 * 2^-126 after rounding to 24 bits with an unbounded exponent. Exact products and binary64 numbers are not flushed.
 */
export interface Flush {
  readonly inputs: boolean;
  readonly products: boolean;
  readonly sums: boolean;
}

/** Nothing is flushed. */
export const noFlush: Flush = { inputs: false, products: false, sums: false };

/** The arithmetic of an algorithm that treats all terms alike; `uniformAccumulation` says what each means. */
export type Arithmetic = 'rounded-products' | 'fused' | 'wide' | 'rounded-products-wide' | 'binary64' | 'two-roundings';

/**
 * One arithmetic for a whole tree.
 * - `rounded-products`: binary32 throughout.
 * - `fused`: binary32 additions that take products exactly, except for the first product of each accumulator, which is
 *   rounded.
 * - `wide`: exact products, binary64 additions, one final rounding to binary32.
 * - `rounded-products-wide`: as `wide`, with products rounded to binary32 first.
 * - `binary64`: as `wide`, without the final rounding.
 * - `two-roundings`: `Math.fround(s + x * y)`.
 */
export function uniformAccumulation(tree: SummationTree, arithmetic: Arithmetic): Accumulation {
  const rounded = arithmetic.startsWith('rounded-products');
  const wide = arithmetic.endsWith('wide') || arithmetic === 'binary64';
  const nodes: NodeFormat[] = [];
  const format: NodeFormat = wide ? 'binary64' : arithmetic === 'two-roundings' ? 'binary32-via-binary64' : 'binary32';
  const terms = foldTree(
    tree,
    () => 1,
    (counts) => {
      nodes.push(format);
      return counts.reduce((sum, count) => sum + count);
    },
  );
  const products = Array<ProductRounding>(terms).fill(rounded ? 'rounded' : 'exact');
  return {
    tree,
    products,
    nodes,
    start: 'positive-zero',
    flush: noFlush,
    result: arithmetic === 'binary64' ? 'binary64' : 'binary32',
  };
}

/** Whether an addition is a fused adder. */
export function isFused(format: NodeFormat): format is FusedAdder {
  return typeof format === 'object' && 'guardBits' in format;
}

/** The rounding of an addition without a fused adder, and the one before it if there are two. */
export function roundingsOf(format: Exclude<NodeFormat, FusedAdder>): OtherFormat {
  if (typeof format === 'object') return format;
  if (format === 'binary64') return { to: binary64 };
  return format === 'binary32' ? { to: binary32 } : { to: binary32, via: binary64 };
}

/** Whether this addition may give a number that is not in binary32. */
export function isWider(format: NodeFormat): boolean {
  return !isFused(format) && roundingsOf(format).to.precision > binary32.precision;
}

/**
 * Whether programs (program.ts) can compute an accumulation: formats by name, rounding to nearest even, and only +0 as
 * a start or a bias.
 */
export function isPlain({ nodes, start, bias, rounding, productFormat }: Accumulation): boolean {
  return (
    nodes.every((format) => typeof format === 'string') &&
    start !== 'negative-zero' &&
    (bias === undefined || (bias.enters === 'end' && Object.is(bias.value, 0))) &&
    (rounding ?? 'nearest-even') === 'nearest-even' &&
    productFormat === undefined
  );
}

/** The name for reports, or the number of significant bits if the format has none. */
export function formatName(format: NodeFormat): string {
  if (typeof format === 'string') return format;
  if (isFused(format)) {
    const { guardBits, end, to, aligns } = format;
    const place = aligns === undefined ? '' : ', aligned by the exponents of factors';
    const target = to === undefined ? '' : ` to ${nameOf(to)}`;
    const ending = end === 'toward-zero' ? 'cut' : 'rounded to nearest';
    return `fused adder, ${guardBits} guard bits${place}, ${ending}${target}`;
  }
  return format.via === undefined ? nameOf(format.to) : `${nameOf(format.to)}-via-${nameOf(format.via)}`;
}

const named: readonly (readonly [string, Format])[] = Object.entries({
  binary16,
  bfloat16,
  binary32,
  binary64,
  extended,
});

/** The name of a format, or its number of significant bits if it has none. */
export function nameOf(format: Format): string {
  const name = named.find(([, one]) => sameFormat(one, format))?.[0];
  if (name !== undefined) return name;
  const { precision, minExponent } = format;
  return `${precision} significant bits${minExponent === binary16.minExponent ? ' in the range of binary16' : ''}`;
}

/** Whether two formats have the same numbers. */
export function sameFormat(a: Format, b: Format): boolean {
  return a.precision === b.precision && a.minExponent === b.minExponent && a.maxExponent === b.maxExponent;
}

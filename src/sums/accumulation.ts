import { bfloat16, binary16, binary32, binary64, extended, type Format, type RoundingMode } from '../float/format.ts';
import type { InputRounding } from './narrow-inputs.ts';
import { foldTree, type SummationTree } from './tree.ts';
/**
 * A summation tree with the arithmetic of its leaves and nodes: all that is needed to replay a dot product of binary32
 * numbers bit for bit.
 */
export interface Accumulation {
  readonly tree: SummationTree;
  /** By term number. */
  readonly products: readonly ProductRounding[];
  /** Of the additions, bottom-up, children from left to right (the order in which `foldTree` meets them). */
  readonly nodes: readonly NodeFormat[];
  readonly start: Start;
  /** Terms that begin an accumulator of their own beside others: +0 is added to each before it enters its addition. */
  readonly ownStart?: readonly number[];
  /** A constant that is added to the terms. */
  readonly bias?: Bias;
  readonly flush: Flush;
  /** How factors are narrowed before they are multiplied; left out where they are taken as they are. */
  readonly inputs?: InputRounding;
  /** Of every product, sum and final rounding; to nearest even where it is left out. Fused adders end as their format says. */
  readonly rounding?: RoundingMode;
  /** To what products are rounded that are not exact; binary32 where it is left out. */
  readonly productFormat?: Format;
  /** The format of the result: a wider root is rounded to it once, at the end. */
  readonly result: 'binary32' | 'binary64';
}

/**
 * A product is rounded on its own (to binary32, if nothing else is said), or goes into its addition exactly (fused; or in binary64, which
 * holds it exactly).
 */
export type ProductRounding = 'rounded' | 'exact';

/**
 * How an addition rounds the sum of its children's values. `binary32`: the exact sum once to binary32, also where a
 * child is an exact product or a binary64 number: with an exact product this is a true FMA. `binary64`: once to
 * binary64. `binary32-via-binary64`: to binary64, then to binary32, as `Math.fround(s + x * y)` does: two roundings, no
 * FMA. Other formats and fused adders are records.
 */
export type NodeFormat = NamedFormat | OtherFormat | FusedAdder;

export type NamedFormat = 'binary32' | 'binary64' | 'binary32-via-binary64';

/** The exact sum rounded to `to`; first to `via`, where there is one. As in `binary32`, operands are not rounded on their own. */
export interface OtherFormat {
  readonly to: Format;
  readonly via?: Format;
}

/**
 * An adder as matrix units have it. Every operand is cut toward zero below the place 2^(E − 23 − guardBits), where 2^E ≤ the
 * largest operand < 2^(E + 1); what is left is summed exactly and rounded once to binary32, toward zero or to nearest even.
 */
export interface FusedAdder {
  readonly guardBits: number;
  readonly end: 'toward-zero' | 'nearest-even';
}

/**
 * With what an accumulator begins. An accumulator begins at each addition that has terms only for children (and at a
 * lone term). `positive-zero`: with +0, to which the first child is added and rounded like any other, so that it never
 * stays an exact product and −0 becomes +0; an addition of more than two takes the +0 among its operands.
 * `negative-zero`: the same with −0, which keeps −0. `first-product`: with the first child itself.
 */
export type Start = 'positive-zero' | 'negative-zero' | 'first-product';

/**
 * A constant. `enters: 'end'`: it is added to the sum of all terms, once that is rounded to the result, as +0 is by a product of
 * matrices that adds to a cleared destination: −0 becomes +0. A term: the accumulator that begins
 * with this term begins with the constant, where others begin as `start` says; only terms of an addition of terms alone begin one.
 */
export interface Bias {
  readonly value: number;
  readonly enters: number | 'end';
}

/**
 * Subnormal binary32 numbers replaced by a zero of their sign: `inputs` before multiplying (DAZ); `products` as rounded
 * products come out; `sums` as binary32 additions come out (FTZ). A result is subnormal, as on x86, if it is below
 * 2^-126 after rounding to 24 bits with an unbounded exponent. Exact products are no results and are not flushed, nor
 * are binary64 numbers.
 */
export interface Flush {
  readonly inputs: boolean;
  readonly products: boolean;
  readonly sums: boolean;
}

export const noFlush: Flush = { inputs: false, products: false, sums: false };

/** The arithmetic of an order that treats all terms alike. */
export type Arithmetic = 'rounded-products' | 'fused' | 'wide' | 'rounded-products-wide' | 'binary64' | 'two-roundings';

/**
 * One arithmetic for a whole tree. `rounded-products`: binary32 throughout. `fused`: binary32 additions that take
 * products exactly, but for the first product of each accumulator, which is rounded. `wide`: exact products, binary64
 * additions, one final rounding to binary32. `rounded-products-wide`: the same with products rounded to binary32 first.
 * `binary64`: as `wide`, without the final rounding. `two-roundings`: `Math.fround(s + x * y)`.
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

export function isFused(format: NodeFormat): format is FusedAdder {
  return typeof format === 'object' && 'guardBits' in format;
}

/** The roundings of an addition that is no fused adder: the last one, and the one before it where there is one. */
export function roundingsOf(format: Exclude<NodeFormat, FusedAdder>): OtherFormat {
  if (typeof format === 'object') return format;
  if (format === 'binary64') return { to: binary64 };
  return format === 'binary32' ? { to: binary32 } : { to: binary32, via: binary64 };
}

/** Whether a number of this addition may be none of binary32. */
export function isWider(format: NodeFormat): boolean {
  return !isFused(format) && roundingsOf(format).to.precision > binary32.precision;
}

/** Whether programs (program.ts) compute an accumulation: named formats, to nearest, and no number but +0 to start from or to end with. */
export function isPlain({ nodes, start, bias, rounding, productFormat }: Accumulation): boolean {
  return (
    nodes.every((format) => typeof format === 'string') &&
    start !== 'negative-zero' &&
    (bias === undefined || (bias.enters === 'end' && Object.is(bias.value, 0))) &&
    (rounding ?? 'nearest-even') === 'nearest-even' &&
    productFormat === undefined
  );
}

/** As records spell it: a name, or the number of significant bits. */
export function formatName(format: NodeFormat): string {
  if (typeof format === 'string') return format;
  if (isFused(format)) {
    const { guardBits, end } = format;
    return `fused adder, ${guardBits} guard bits, ${end === 'toward-zero' ? 'cut' : 'rounded to nearest'}`;
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

export function nameOf(format: Format): string {
  const name = named.find(([, one]) => sameFormat(one, format))?.[0];
  if (name !== undefined) return name;
  const { precision, minExponent } = format;
  return `${precision} significant bits${minExponent === binary16.minExponent ? ' in the range of binary16' : ''}`;
}

export function sameFormat(a: Format, b: Format): boolean {
  return a.precision === b.precision && a.minExponent === b.minExponent && a.maxExponent === b.maxExponent;
}

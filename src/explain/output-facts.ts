import type { NumberFormat, WideFormat } from '../conv/shape.ts';
import type { Terms } from '../conv/terms.ts';
import { bits32, bits64 } from '../float/bits.ts';
import { withInfinitySign } from '../float/decimal.ts';
import {
  absDyadic,
  addDyadic,
  compareDyadic,
  type Dyadic,
  decimalOf,
  dyadic,
  lowestBit,
  subtractDyadic,
  toBinary32,
  toBinary64,
} from '../float/dyadic.ts';
import { formatNamed } from '../float/number-bits.ts';
import { ProductSum } from '../float/product-sum.ts';
import type { ExactValue, ProductGrid } from './explanation.ts';
import { orderMatters } from './order-matters.ts';

/** What is exactly true of the terms of one output. */
export interface OutputFacts {
  readonly terms: number;
  readonly nonZeroTerms: number;
  /** Σ product and Σ|product|; undefined where a term holds NaN or an infinity. */
  readonly sum: Dyadic | undefined;
  readonly absoluteSum: Dyadic | undefined;
  readonly condition: number | null;
  readonly unitErrorUlp: number | null;
  readonly exact: ExactValue;
  readonly grid: ProductGrid | null;
}

/** Facts of one window: its terms are the products `left[t]` · `right[t]`. */
export function outputFacts({ left, right }: Terms): OutputFacts {
  const terms = left.length;
  const special = firstSpecial(left, right);
  if (special >= 0) return withoutExactValue(left, right, specialTerm(left, right, special));
  const [above, below] = [new ProductSum(), new ProductSum()];
  let lowest = Number.POSITIVE_INFINITY;
  let scale = 0.5;
  let nonZeroTerms = 0;
  for (let t = 0; t < terms; t++) {
    // Exact, because a product of two binary32 numbers is a binary64 number.
    const product = left[t]! * right[t]!;
    if (product === 0) continue;
    nonZeroTerms++;
    // A multiple of the grid needs no search for its lowest bit. Products are from 2^-298 to 2^256: all is exact.
    const steps = product * scale;
    if (steps !== Math.floor(steps) || lowest === Number.POSITIVE_INFINITY) {
      lowest = Math.min(lowest, lowestBit(product));
      scale = 2 ** -lowest;
    }
    if (product > 0) above.add(product);
    else below.add(-product);
  }
  const [positive, negative] = [above.total(), below.total()];
  const absoluteSum = addDyadic(positive, negative);
  const grid = nonZeroTerms === 0 ? null : gridOf(absoluteSum, lowest, orderMattersTo(left, right));
  return factsOfSums({ terms, nonZeroTerms, sum: subtractDyadic(positive, negative), absoluteSum, grid });
}

/** All facts about a window with an exact value. */
export function factsOfSums(
  known: Pick<OutputFacts, 'terms' | 'nonZeroTerms' | 'grid'> & Readonly<Record<'sum' | 'absoluteSum', Dyadic>>,
): OutputFacts {
  const { sum, absoluteSum } = known;
  const none = sum.significand === 0n;
  const unitError = { significand: absoluteSum.significand, exponent: absoluteSum.exponent - 24 };
  return {
    ...known,
    condition: none ? null : ratioOf(absoluteSum, absDyadic(sum)),
    unitErrorUlp: none ? null : ratioOf(unitError, dyadic(1n, ulpExponent(sum, 'binary32'))),
    exact: {
      decimal: decimalOf(sum),
      dyadic: `${sum.significand} · 2^${sum.exponent}`,
      binary32Bits: bits32(toBinary32(sum)),
      binary64Bits: bits64(toBinary64(sum)),
      because: null,
    },
  };
}

function firstSpecial(left: Float32Array, right: Float32Array): number {
  for (let t = 0; t < left.length; t++) if (!Number.isFinite(left[t]!) || !Number.isFinite(right[t]!)) return t;
  return -1;
}

function specialTerm(left: Float32Array, right: Float32Array, special: number): string {
  const [which, value] = Number.isFinite(left[special]) ? ['kernel', right[special]] : ['image', left[special]];
  const held = withInfinitySign(String(value));
  return `the ${which} holds ${held} in term ${special} of this output (counted from 0)`;
}

/** The facts where a term is NaN or infinite. `because` says which. */
export function withoutExactValue(
  left: Float32Array | Float64Array,
  right: Float32Array | Float64Array,
  because: string,
): OutputFacts {
  let nonZeroTerms = 0;
  for (let t = 0; t < left.length; t++) if (left[t]! * right[t]! !== 0) nonZeroTerms++;
  return {
    ...{ terms: left.length, nonZeroTerms, sum: undefined, absoluteSum: undefined },
    ...{ condition: null, unitErrorUlp: null, grid: null },
    exact: { decimal: 'none', dyadic: null, binary32Bits: null, binary64Bits: null, because },
  };
}

/**
 * All products are multiples of 2^exponent. So is every partial sum, which is at most `absoluteSum` large. Where that
 * is at most 2^24 (2^53) steps, all partial sums are binary32 (binary64) numbers, if the step itself is one and nothing
 * overflows. `matters` says of a format in which additions may round whether their order matters.
 */
export function gridOf(
  absoluteSum: Dyadic,
  exponent: number,
  matters: (format: WideFormat) => boolean | null,
): ProductGrid {
  const fits = (precision: number, smallest: number, largest: number): boolean =>
    compareDyadic(absoluteSum, dyadic(1n, exponent + precision)) <= 0 &&
    exponent >= smallest &&
    compareDyadic(absoluteSum, dyadic(1n, largest)) < 0;
  const steps = absoluteSum.significand << BigInt(absoluteSum.exponent - exponent);
  const bits = (steps - 1n).toString(2).length - (steps === 1n ? 1 : 0);
  const everyOrderExact = { binary32: fits(24, -149, 128), binary64: fits(53, -1074, 1024) };
  const mattersIn = (format: WideFormat): boolean | null => (everyOrderExact[format] ? false : matters(format));
  return {
    exponent,
    bits,
    everyOrderExact,
    orderMatters: { binary32: mattersIn('binary32'), binary64: mattersIn('binary64') },
  };
}

function orderMattersTo(left: Float32Array, right: Float32Array): (format: WideFormat) => boolean | null {
  const products = nonZeroProducts(left, right);
  return (format) => orderMatters(products, format);
}

/** In one array: a long sum has no memory for several. */
function nonZeroProducts(left: Float32Array, right: Float32Array): Float64Array {
  const products = new Float64Array(left.length);
  let count = 0;
  for (let t = 0; t < left.length; t++) {
    const product = left[t]! * right[t]!;
    if (product !== 0) products[count++] = product;
  }
  return products.subarray(0, count);
}

/** a / b for b > 0 as a binary64 number: a quotient with a relative error of at most 2^-60, rounded once. */
export function ratioOf(a: Dyadic, b: Dyadic): number {
  const bits = (x: bigint): number => (x < 0n ? -x : x).toString(2).length;
  const shift = Math.max(0, 64 + bits(b.significand) - bits(a.significand));
  const quotient = (a.significand << BigInt(shift)) / b.significand;
  return toBinary64({ significand: quotient, exponent: a.exponent - b.exponent - shift });
}

/** The exponent of ulp(x) for a real number x ≠ 0: the spacing of the format's numbers in the binade of |x|. */
export function ulpExponent(x: Dyadic, format: NumberFormat): number {
  const magnitude = x.significand < 0n ? -x.significand : x.significand;
  const binade = x.exponent + magnitude.toString(2).length - 1;
  const { precision, minExponent } = formatNamed(format);
  return Math.max(binade, minExponent) - precision + 1;
}

import type { Terms } from '../conv/terms.ts';
import { bits32, bits64 } from '../float/bits.ts';
import {
  absDyadic,
  addDyadic,
  compareDyadic,
  type Dyadic,
  decimalOf,
  dyadic,
  dyadicOf,
  dyadicZero,
  multiplyDyadic,
  toBinary32,
  toBinary64,
} from '../float/dyadic.ts';
import type { ExactValue, ProductGrid } from './explanation.ts';
import { ratioOf, ulpExponent } from './ratio-of.ts';

/** What is exactly true of the terms of one output, whatever anybody computes of them. */
export interface OutputFacts {
  readonly terms: number;
  readonly nonZeroTerms: number;
  /** Undefined where an input that takes part is NaN or infinite. */
  readonly sum: Dyadic | undefined;
  readonly absoluteSum: Dyadic | undefined;
  readonly condition: number | null;
  readonly unitErrorUlp: number | null;
  readonly exact: ExactValue;
  readonly grid: ProductGrid | null;
}

export function outputFacts({ left, right }: Terms): OutputFacts {
  const terms = left.length;
  const strange = left.findIndex((x, t) => !Number.isFinite(x) || !Number.isFinite(right[t]));
  if (strange >= 0) return withoutExactValue(left, right, strange);
  let [sum, absoluteSum] = [dyadicZero, dyadicZero];
  let lowest = Number.POSITIVE_INFINITY;
  let nonZeroTerms = 0;
  for (let t = 0; t < terms; t++) {
    const product = multiplyDyadic(dyadicOf(left[t]!), dyadicOf(right[t]!));
    if (product.significand === 0n) continue;
    nonZeroTerms++;
    lowest = Math.min(lowest, product.exponent);
    sum = addDyadic(sum, product);
    absoluteSum = addDyadic(absoluteSum, absDyadic(product));
  }
  const none = sum.significand === 0n;
  const unitError = { significand: absoluteSum.significand, exponent: absoluteSum.exponent - 24 };
  return {
    terms,
    nonZeroTerms,
    sum,
    absoluteSum,
    condition: none ? null : ratioOf(absoluteSum, absDyadic(sum)),
    unitErrorUlp: none ? null : ratioOf(unitError, dyadic(1n, ulpExponent(sum, 'binary32'))),
    exact: {
      decimal: decimalOf(sum),
      dyadic: `${sum.significand} · 2^${sum.exponent}`,
      binary32Bits: bits32(toBinary32(sum)),
      binary64Bits: bits64(toBinary64(sum)),
      because: null,
    },
    grid: nonZeroTerms === 0 ? null : gridOf(absoluteSum, lowest),
  };
}

function withoutExactValue(left: Float32Array, right: Float32Array, strange: number): OutputFacts {
  const [which, value] = Number.isFinite(left[strange]) ? ['kernel', right[strange]] : ['image', left[strange]];
  const because = `the ${which} holds ${value} in term ${strange} of this output (counted from 0)`;
  return {
    terms: left.length,
    nonZeroTerms: left.filter((x, t) => x * right[t]! !== 0).length,
    sum: undefined,
    absoluteSum: undefined,
    condition: null,
    unitErrorUlp: null,
    exact: { decimal: 'none', dyadic: null, binary32Bits: null, binary64Bits: null, because },
    grid: null,
  };
}

/**
 * All products are multiples of 2^exponent, so every sum of some of them is one, and at most `absoluteSum` large. Where that is at
 * most 2^24 (2^53) steps, all these sums are numbers of binary32 (binary64), if the step itself is one and nothing overflows.
 */
function gridOf(absoluteSum: Dyadic, exponent: number): ProductGrid {
  const fits = (precision: number, smallest: number, largest: number): boolean =>
    compareDyadic(absoluteSum, dyadic(1n, exponent + precision)) <= 0 &&
    exponent >= smallest &&
    compareDyadic(absoluteSum, dyadic(1n, largest)) < 0;
  const steps = absoluteSum.significand << BigInt(absoluteSum.exponent - exponent);
  const bits = (steps - 1n).toString(2).length - (steps === 1n ? 1 : 0);
  return { exponent, bits, everyOrderExact: { binary32: fits(24, -149, 128), binary64: fits(53, -1074, 1024) } };
}

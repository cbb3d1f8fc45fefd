import { boundFor } from '../claims/claim.ts';
import {
  anyOrderBound,
  dotAnyOrder,
  roundingOnTheWay,
  roundingsOfMean,
  termRounding,
} from '../claims/error-bounds/any-order.ts';
import { outward } from '../claims/error-bounds/outward.ts';
import { addDyadic, type Dyadic, dyadicOf, toBinary64 } from '../float/dyadic.ts';
import { bfloat16, binary16, binary32, binary64, overflowThreshold32 } from '../float/format.ts';
import { nextUp64 } from '../float/ulp.ts';
import { exactVerdict } from '../judge/exact-verdict.ts';
import type { References } from '../judge/references.ts';
import type { OutputFacts } from './output-facts.ts';

/** The bound of any order in binary32, whatever is flushed to zero; undefined where it does not apply. */
export function boundOfAnyOrder(references: References): Dyadic | undefined {
  const flush = { inputs: true, products: true, sums: true };
  const bound = boundFor(dotAnyOrder, { id: 'observed', format: 'binary32', summation: 'unknown', flush });
  const verdict = bound && exactVerdict(bound, references, 0, { value: 0, format: 'binary32' });
  return verdict === undefined || verdict.kind === 'discarded' ? undefined : dyadicOf(verdict.output.bound);
}

/** Formats in which sums are added. */
export type SumFormat = 'binary16' | 'bfloat16' | 'binary32' | 'binary64';

const formats = { binary16, bfloat16, binary32, binary64 };
/** The bits of a term of inputs in a format: of a product; of a summand, whose other factor is 1. */
export const termBits = (inputs: SumFormat, isSum: boolean): number => formats[inputs].precision * (isSum ? 1 : 2);

/** Whether the window is a sum of its left factors. */
export const isSumOf = (right: Float32Array | Float64Array): boolean => right.every((x) => x === 1);

/**
 * The bound of any order in a format, whose products and sums may go through wider ones, on an error of the sum; of a
 * mean on `divisor` times its error. `bits`: those of a term. Undefined where overflow is not excluded. Results below
 * the normal numbers may be flushed. `ofFinite`: of results that are finite, for which no sum overflowed on the way.
 */
export function anyOrderIn(
  format: SumFormat,
  { nonZeroTerms, absoluteSum }: Pick<OutputFacts, 'nonZeroTerms' | 'absoluteSum'>,
  { bits, divisor = 1, ofFinite = false }: { bits: number; divisor?: number; ofFinite?: boolean },
): Dyadic | undefined {
  if (absoluteSum === undefined) return undefined;
  if (nonZeroTerms === 0) return dyadicOf(0);
  const { precision, minExponent, maxExponent } = formats[format];
  const n = nonZeroTerms + (divisor === 1 ? 0 : roundingsOfMean);
  const sum = absoluteSum.significand === 0n ? 0 : nextUp64(toBinary64(absoluteSum));
  const between = roundingOnTheWay({ precision });
  const loss = (terms: number): number => (terms === 0 ? 0 : 2 * terms * divisor * 2 ** minExponent);
  const bound = outward(anyOrderBound({ precision }, between, loss, termRounding(bits, { precision }))(n, sum));
  const threshold = format === 'binary32' ? overflowThreshold32 : 2 ** maxExponent;
  // A mean whose terms are divided first overflows later; where the sum overflows, it is infinite, not wrong.
  return (ofFinite && Number.isFinite(bound)) || (sum + bound) / divisor < threshold ? dyadicOf(bound) : undefined;
}

/** The larger of two bounds; undefined if one of them does not apply. */
export function larger(a: Dyadic | undefined, b: Dyadic | undefined): Dyadic | undefined {
  if (a === undefined || b === undefined) return undefined;
  return addDyadic(a, { significand: -b.significand, exponent: b.exponent }).significand > 0n ? a : b;
}

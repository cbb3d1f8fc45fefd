import type { ConvShape, NumberFormat, Operation } from '../conv/shape.ts';
import { termCount } from '../conv/terms.ts';
import type { ComputedNumber, CorpusEntry, ExactNumber } from '../corpus/entry.ts';
import { bits64 } from '../float/bits.ts';
import { type Dyadic, decimalOf, toBinary64 } from '../float/dyadic.ts';
import { bitsIn, fromBitsIn } from '../float/number-bits.ts';
import type { JudgedOutput } from '../judge/verdict.ts';

/** A number as an entry records it: its bits, and the shortest decimal for readers. */
export function computedNumber(value: number, format: NumberFormat): ComputedNumber {
  const bits = bitsIn(value, format);
  return { format, bits, decimal: Object.is(value, -0) ? '-0' : String(value) };
}

/** The number of the bits; the decimal is for readers. */
export function numberOf({ format, bits }: ComputedNumber): number {
  return fromBitsIn(bits, format);
}

/** What a mean is multiplied by before it is judged, because the reference is the sum; 1 for other operations. */
export const timesJudged = (operation: Operation, shape: ConvShape): number =>
  operation === 'mean' ? termCount(shape, operation) : 1;

/** What the engine gave, from what was judged: n times it, which is exact but in binary64. */
export function givenNumber(judged: number, operation: Operation, shape: ConvShape): number {
  const n = timesJudged(operation, shape);
  const quotient = judged / n;
  const near = [quotient, quotient * (1 + 2 ** -52), quotient * (1 - 2 ** -52)];
  return near.find((x) => Object.is(x * n, judged)) ?? quotient;
}

/** What an entry records about one output besides the computed number. */
export type Measured = Pick<CorpusEntry, 'exact' | 'bound' | 'errorOverBound'>;

export function measuredOf({ exact, special, bound, errorOverBound, reason }: JudgedOutput): Measured {
  return {
    exact: special === undefined ? exactNumber(exact) : { decimal: String(special), bits: bits64(special) },
    // A claim about the bits of the result states no bound of its error, nor does a rule of the user's.
    bound: Number.isFinite(bound) && reason === undefined ? { bits: bits64(bound), decimal: String(bound) } : null,
    errorOverBound: finiteRatio(errorOverBound),
  };
}

export const finiteRatio = (ratio: number): number | null => (Number.isFinite(ratio) ? ratio : null);

/** All digits, cut at 400 characters to keep lines readable. */
export function exactNumber(exact: Dyadic): ExactNumber {
  const digits = decimalOf(exact);
  return {
    decimal: digits.length <= 400 ? digits : `${digits.slice(0, 397)}...`,
    bits: bits64(toBinary64(exact)),
  };
}

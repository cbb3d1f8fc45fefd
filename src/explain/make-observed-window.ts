import type { Case } from '../conv/batch.ts';
import { addDyadic, type Dyadic, dyadic, toBinary64 } from '../float/dyadic.ts';
import type { References } from '../judge/references.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import { anyOrderIn, boundOfAnyOrder, isSumOf, larger, termBits } from './any-order-of.ts';
import type { Candidate } from './ask-subject.ts';
import { sumBy } from './narrow-models.ts';
import { transformsFor } from './normwise.ts';
import type { ObservedWindow } from './observed-window.ts';
import { type OutputFacts, outputFacts } from './output-facts.ts';
import { specialOnPadding, specialResults } from './overflow.ts';
import type { Reach } from './reach.ts';

/** What observed numbers are judged by: one window of binary32 factors. */
export function observedWindow(
  request: WindowRequest,
  references: References,
  facts: OutputFacts,
  candidates: readonly Candidate[],
  reach: Reach | undefined,
): ObservedWindow {
  const { divisor = 1, inputFormat, case: input, isSpecialOnPadding } = request;
  const { left, right, window, plan } = references;
  const isPadding = (t: number): boolean => plan.image[t]! < 0;
  const found = specialResults({ left, right, isPadding }, relativeBound(facts.nonZeroTerms), facts.absoluteSum);
  const special = isSpecialOnPadding === true && found.due === undefined ? specialOnPadding : found;
  const shared = { left, window, base: 'binary32' as const, isRounded: false, divisor, special };
  if (facts.sum === undefined && special.onPadding === true)
    return { ...shared, ...withoutPadding(references, isPadding, candidates), transforms: [] };
  const isSum = isSumOf(right);
  const bits = (inputs: 'binary16' | 'bfloat16' | 'binary32'): number => termBits(inputs, isSum);
  const inBinary32 =
    divisor === 1 && !isSum
      ? boundOfAnyOrder(references)
      : anyOrderIn('binary32', facts, { bits: bits('binary32'), divisor });
  return {
    ...{ ...shared, right, facts, reach },
    anyOrder:
      inputFormat === undefined
        ? inBinary32
        : larger(inBinary32, anyOrderIn(inputFormat, facts, { bits: bits(inputFormat), divisor, ofFinite: true })),
    candidates: [...candidates, ...dividedFirst(left, divisor), ...binary32Products(left, right)],
    ...(inputFormat === undefined ? {} : { inputFormat }),
    transforms: divisor === 1 && input !== undefined ? transformsFor(input) : [],
  };
}

export interface WindowRequest {
  readonly case?: Case;
  readonly divisor?: number;
  readonly inputFormat?: 'binary16' | 'bfloat16';
  /** Whether a tap that is not finite lies on padding, which is no term here. */
  readonly isSpecialOnPadding?: boolean;
}

/** The sum without taps on padding that are not finite, by which finite numbers are judged. */
function withoutPadding(
  { left, right, terms, window }: References,
  isPadding: (term: number) => boolean,
  candidates: readonly Candidate[],
): Pick<ObservedWindow, 'right' | 'facts' | 'anyOrder' | 'candidates' | 'reach'> {
  const taps = right.map((tap, t) => (isPadding(t) && !Number.isFinite(tap) ? 0 : tap));
  const facts = outputFacts({ left, right: taps });
  const own = algorithms.map((algorithm): Candidate => {
    const { format } = algorithm;
    const out = format === 'binary32' ? new Float32Array(1) : new Float64Array(1);
    algorithm.evaluate(left, taps, terms, 1, out, window);
    return { subject: subjectId(algorithm), format, value: out[0]! };
  });
  const engines = candidates.filter(({ subject }) => own.every((one) => one.subject !== subject));
  const anyOrder = anyOrderIn('binary32', facts, { bits: termBits('binary32', isSumOf(taps)) });
  return { right: taps, facts, anyOrder, candidates: [...engines, ...own], reach: undefined };
}

/** Products in one format and their sum in another, which is not rounded back: NumPy with dtype=float64. */
function binary32Products(left: Float32Array, right: Float32Array): readonly Candidate[] {
  let [sum, isExact] = [0, true];
  for (let t = 0; t < left.length; t++) {
    const product = left[t]! * right[t]!;
    sum += Math.fround(product);
    isExact &&= Math.fround(product) === product;
  }
  const subject = 'a loop of binary32 products summed in binary64';
  return isExact ? [] : [{ subject, format: 'binary64', value: sum }];
}

/** Means of terms that are divided before they are added, which may not overflow where their sum does. */
function dividedFirst(terms: Float32Array, divisor: number): readonly Candidate[] {
  if (divisor === 1) return [];
  const [parts, ones] = [terms.map((x) => x / divisor), new Float32Array(terms.length).fill(1)];
  return (
    [
      ['sequential', 'a loop over terms divided first'],
      ['pairwise', 'a sum by halves of terms divided first'],
      ['numpy-pairwise', "NumPy's pairwise sum of terms divided first"],
    ] as const
  ).map(([algorithm, subject]) => {
    return { subject, format: 'binary32', value: sumBy(algorithm, parts, ones), isMean: true };
  });
}

/** The bound of any order without underflow, as a share of P. */
export function relativeBound(n: number): number {
  const one: Dyadic = dyadic(1n, 0);
  const bound = anyOrderIn('binary32', { nonZeroTerms: n, absoluteSum: one }, { bits: termBits('binary32', false) });
  return bound === undefined ? 1 : toBinary64(addDyadic(bound, dyadic(1n, -100)));
}

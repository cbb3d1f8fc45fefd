import type { Case } from '../conv/batch.ts';
import { addDyadic, type Dyadic, dyadic, toBinary64 } from '../float/dyadic.ts';
import type { References } from '../judge/references.ts';
import { anyOrderIn, boundOfAnyOrder, larger } from './any-order-of.ts';
import type { Candidate } from './ask-subject.ts';
import { sumBy } from './narrow-models.ts';
import { transformsFor } from './normwise.ts';
import type { ObservedWindow } from './observed-window.ts';
import type { OutputFacts } from './output-facts.ts';
import { specialResults } from './overflow.ts';
import type { Reach } from './reach.ts';

/** What observed numbers are judged by: one window of binary32 factors. */
export function observedWindow(
  {
    divisor = 1,
    inputFormat,
    case: input,
  }: { readonly divisor?: number; readonly case?: Case; readonly inputFormat?: 'binary16' | 'bfloat16' },
  references: References,
  facts: OutputFacts,
  candidates: readonly Candidate[],
  reach: Reach,
): ObservedWindow {
  const { left, right, window, plan } = references;
  const inBinary32 = divisor === 1 ? boundOfAnyOrder(references) : anyOrderIn('binary32', facts, divisor);
  const anyOrder = inputFormat === undefined ? inBinary32 : larger(inBinary32, anyOrderIn(inputFormat, facts, divisor));
  return {
    ...{
      left,
      right,
      window,
      base: 'binary32' as const,
      isRounded: false,
      divisor,
      facts,
      anyOrder,
      reach,
    },
    candidates: [...candidates, ...dividedFirst(left, divisor), ...binary32Products(left, right)],
    ...(inputFormat === undefined ? {} : { inputFormat }),
    transforms: divisor === 1 && input !== undefined ? transformsFor(input) : [],
    special: specialResults({ left, right, isPadding: (t) => plan.image[t]! < 0 }, relativeBound(facts.nonZeroTerms)),
  };
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
function relativeBound(n: number): number {
  const one: Dyadic = dyadic(1n, 0);
  const bound = anyOrderIn('binary32', { nonZeroTerms: n, absoluteSum: one }, 1);
  return bound === undefined ? 1 : toBinary64(addDyadic(bound, dyadic(1n, -100)));
}

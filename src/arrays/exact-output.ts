import { addDyadic, type Dyadic, subtractDyadic } from '../float/dyadic.ts';
import { type ExactParts, ExactSum } from '../float/exact-sum.ts';
import type { Narrowing } from '../sums/narrow-inputs.ts';
import type { Question } from './question.ts';
import { type OutputTerms, termsOf } from './terms-of.ts';

/**
 * The exact facts about the terms of one output, which a mean has still to divide. Infinite terms and NaN are counted.
 */
export interface ExactFacts {
  /** Σ of the finite terms. */
  readonly sum: Dyadic;
  /** P, the sum of their sizes. */
  readonly absolute: Dyadic;
  readonly parts: ExactParts;
  /** Finite terms that are not zero. */
  readonly nonZero: number;
  readonly terms: number;
  /** Terms that are +∞, −∞ and NaN, such as ∞·0. */
  readonly infinite: readonly [positive: number, negative: number];
  readonly notNumbers: number;
  /** Whether a NaN or infinite tap has no pixel: an implementation that multiplies padding as zeros gives NaN. */
  readonly padsNonFinite: boolean;
}

/** The exact value of output `index` in C order of the answer, by the slow way. */
export function exactOutput(question: Question, index: number, inputs?: Narrowing): ExactFacts {
  return exactFacts(termsOf(question, index, inputs));
}

/** One for all, because its buckets take 64 KiB. */
const sum = new ExactSum();

export function exactFacts({ left, right, padsNonFinite = false }: OutputTerms): ExactFacts {
  sum.clear();
  let [positive, negative, notNumbers] = [0, 0, 0];
  for (let t = 0; t < left.length; t++) {
    const x = left[t]!;
    const y = right[t]!;
    if (Number.isFinite(x) && Number.isFinite(y)) {
      sum.addProduct(x, y);
      continue;
    }
    const product = x * y;
    if (Number.isNaN(product)) notNumbers++;
    else if (product > 0) positive++;
    else negative++;
  }
  return factsOf(sum.parts(), left.length, [positive, negative], notNumbers, padsNonFinite);
}

export function factsOf(
  parts: ExactParts,
  terms: number,
  infinite: readonly [positive: number, negative: number],
  notNumbers: number,
  padsNonFinite: boolean,
): ExactFacts {
  const { positive, negative, nonZero } = parts;
  return {
    sum: subtractDyadic(positive, negative),
    absolute: addDyadic(positive, negative),
    ...{ parts, nonZero, terms, infinite, notNumbers, padsNonFinite },
  };
}

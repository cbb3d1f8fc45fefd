import { shrinkNumbers } from './shrink-numbers.ts';

/** The numbers of a term: itself, or its two factors. */
export type TermNumbers = readonly number[];

export interface ShrunkTerms {
  readonly terms: readonly TermNumbers[];
  /** Which of the first terms they were, in increasing order. */
  readonly kept: readonly number[];
}

/**
 * The fewest terms that are still wanted, one at least, and of these the simplest numbers. Greedy: a term is left out where it can be,
 * else the numbers are simplified (`shrinkNumbers`), after which another term may be needless; until neither succeeds. Every step leaves a
 * term out or makes a number simpler. `stillWanted` gets the numbers of the terms that are left, and which they were.
 */
export function shrinkTerms(
  start: readonly TermNumbers[],
  stillWanted: (terms: readonly TermNumbers[], kept: readonly number[]) => boolean,
): ShrunkTerms {
  let best: ShrunkTerms = { terms: start, kept: start.map((_, index) => index) };
  for (;;) {
    const fewer = withoutOne(best).find(({ terms, kept }) => stillWanted(terms, kept));
    const next = fewer ?? simpler(best, stillWanted);
    if (next === undefined) return best;
    best = next;
  }
}

function withoutOne({ terms, kept }: ShrunkTerms): readonly ShrunkTerms[] {
  if (terms.length === 1) return [];
  return terms.map((_, left) => ({ terms: terms.toSpliced(left, 1), kept: kept.toSpliced(left, 1) }));
}

function simpler(
  { terms, kept }: ShrunkTerms,
  stillWanted: (terms: readonly TermNumbers[], kept: readonly number[]) => boolean,
): ShrunkTerms | undefined {
  const each = terms[0]!.length;
  const rows = (numbers: readonly number[]): readonly TermNumbers[] =>
    terms.map((_, index) => numbers.slice(index * each, (index + 1) * each));
  const flat = terms.flat();
  const numbers = shrinkNumbers(flat, (tried) => stillWanted(rows(tried), kept));
  return numbers === flat ? undefined : { terms: rows(numbers), kept };
}

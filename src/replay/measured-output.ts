import type { ErrorBound } from '../claims/claim.ts';
import type { CorpusEntry, ExactNumber } from '../corpus/entry.ts';
import { bits64 } from '../float/bits.ts';
import { type Dyadic, decimalOf, toBinary64 } from '../float/dyadic.ts';
import { exactDotDyadic } from '../float/exact-dot.ts';
import { type Computed, exactVerdict, specialValue } from '../judge/exact-verdict.ts';
import type { References } from '../judge/references.ts';
import type { Verdict, Witness } from '../judge/verdict.ts';
import { factsFromAbove } from '../judge/window-facts.ts';

/** What an entry says of one output beside what was computed. */
export type Measured = Pick<CorpusEntry, 'exact' | 'bound' | 'errorOverBound'>;

/** The verdict on one output by exact arithmetic, and the numbers that it rests on; none where a hypothesis fails. */
export function measureOutput(
  bound: ErrorBound,
  references: References,
  window: number,
  computed: Computed,
): { readonly verdict: Verdict; readonly measured?: Measured } {
  const verdict = exactVerdict(bound, references, window, computed);
  if (verdict.kind === 'discarded') return { verdict };
  if (verdict.kind === 'violated') return { verdict, measured: measuredWitness(verdict.witness) };
  const { left, right, terms } = references;
  const facts = factsFromAbove(references, window);
  const exact = facts.finiteInputs
    ? exactNumber(exactDotDyadic(left, right, window * terms, terms))
    : specialNumber(specialValue(references, window));
  return { verdict, measured: measuredOf(exact, bound.bound(facts), verdict.attained) };
}

export function measuredWitness({ exact, special, bound, errorOverBound }: Witness): Measured {
  return measuredOf(special === undefined ? exactNumber(exact) : specialNumber(special), bound, errorOverBound);
}

const specialNumber = (special: number): ExactNumber => ({ decimal: String(special), bits: bits64(special) });

function measuredOf(exact: ExactNumber, bound: number, errorOverBound: number): Measured {
  return {
    exact,
    bound: { bits: bits64(bound), decimal: String(bound) },
    errorOverBound: finiteRatio(errorOverBound),
  };
}

export const finiteRatio = (ratio: number): number | null => (Number.isFinite(ratio) ? ratio : null);

/** All digits, up to a length that a line can bear. */
export function exactNumber(exact: Dyadic): ExactNumber {
  const digits = decimalOf(exact);
  return {
    decimal: digits.length <= 400 ? digits : `${digits.slice(0, 397)}...`,
    bits: bits64(toBinary64(exact)),
  };
}

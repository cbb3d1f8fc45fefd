import type { Claim } from '../claims/claim.ts';
import { type AnyEntry, type CorpusEntry, isCaseEntry } from '../corpus/entry.ts';
import type { Subject } from '../engines/engine.ts';
import { UsageError } from '../errors/usage-error.ts';
import { checkOutput } from './check-output.ts';
import { entryOfComparison } from './entry-of-comparison.ts';
import { replayArithmetic } from './replay-arithmetic.ts';
import { relationFactors, replayComparison } from './replay-comparison.ts';

/**
 * Computes again what an entry says of its numbers, without any engine: the exact value, the bound, their ratio, the decimals. Throws a
 * UsageError of one line for the first that is another one, for a claim that there is not, and for a number that does not show what
 * the entry says. What the engine gave is believed; `replayEntries` asks it.
 */
export function checkEntry(entry: AnyEntry, subjects: readonly Subject[], claims: readonly Claim[]): void {
  const refuse: (reason: string) => never = (reason) => {
    throw new UsageError(`entry ${entry.id}: ${reason}`);
  };
  const claim = claims.find(({ id }) => id === entry.claim) ?? refuse(`there is no claim ${entry.claim}`);
  if (entry.command !== `npx lastbit corpus replay ${entry.id}`) refuse('its command is not the one that replays it');
  if (claim.kind === 'operation' || claim.kind === 'sum') {
    if (isCaseEntry(entry)) refuse(`${claim.id} speaks of numbers, not of a convolution`);
    const { state, reason, errorOverBound } = replayArithmetic(entry, claim);
    if (state === 'unknown' || state === 'discarded') refuse(reason ?? state);
    if ((errorOverBound ?? null) !== entry.errorOverBound)
      refuse(`error ÷ bound is ${errorOverBound}, not ${entry.errorOverBound}`);
    expected(entry, state === 'violated', refuse);
  } else if (!isCaseEntry(entry)) {
    refuse(`${claim.id} speaks of a convolution, not of numbers`);
  } else if (claim.kind === 'comparison') {
    const { state, reason } = replayComparison(entry, claim);
    if (state === 'unknown' || state === 'discarded') refuse(reason ?? state);
    const factors = relationFactors(entry);
    const results = claim.runs.map((run) => run.compute(factors));
    same(
      entry,
      entryOfComparison(claim, factors, results, entry.found),
      ['computed', 'results', 'exact', 'bound'],
      refuse,
    );
    expected(entry, state === 'violated', refuse);
  } else if (claim.kind !== 'metamorphic') {
    const checked = checkOutput(entry, claim, subjects);
    if ('refused' in checked) refuse(checked.refused);
    same(entry, checked.says, ['computed', 'exact', 'bound', 'errorOverBound'], refuse);
    expected(entry, checked.violated, refuse);
  }
}

function expected({ expectation }: AnyEntry, violated: boolean, refuse: (reason: string) => never): void {
  if (expectation === 'must-fail' && !violated) refuse('it must fail, and its numbers do not');
  if (expectation === 'must-hold' && violated) refuse('it must hold, and its numbers do not');
}

function same<T extends object>(
  entry: CorpusEntry,
  again: T,
  names: readonly (keyof T & keyof CorpusEntry)[],
  refuse: (reason: string) => never,
): void {
  for (const name of names) {
    const [says, is] = [entry[name], again[name]].map((value) => JSON.stringify(value));
    if (says !== is) refuse(`${name} is ${is}, not ${says}`);
  }
}

import { KnownDefects } from '../../../check/known-defects.ts';
import { allClaims } from '../../../claims/all-claims.ts';
import type { AnyEntry, CorpusEntry } from '../../../corpus/entry.ts';
import { mergeEntries } from '../../../corpus/merge.ts';
import { printEntry } from '../../../corpus/print-entry.ts';
import { entryPath, keepEntry, loadCorpus, loadKnownDefects, unwrittenText } from '../../../corpus/store.ts';
import type { Registry, Subject } from '../../../engines/engine.ts';
import { line } from '../../../errors/printable.ts';
import type { HuntResult } from '../../../hunt/hunt-result.ts';
import { judgeWitness } from '../../../hunt/judge-witness.ts';
import { withSoundDefects } from '../../../replay/check-entry.ts';

/** Where witnesses are kept, and whether worst cases are. Violations always are. */
interface Keeping {
  readonly corpus: string;
  readonly save: boolean;
}

/** What was kept, and what the witness shows to be wrong, a line each. */
interface Judged {
  readonly kept: readonly string[];
  readonly faults: readonly string[];
}

/** Tries the witness on every claim. Keeps what it violates, and with `save` the claim that it comes closest to. */
export async function judgeAndKeep(
  result: HuntResult,
  asked: readonly Subject[],
  { corpus, save }: Keeping,
  { subjects }: Registry,
): Promise<Judged> {
  const { entries } = withSoundDefects(loadKnownDefects(corpus), subjects, allClaims);
  const defects = new KnownDefects(entries.map(({ entry }) => entry));
  const { worstCase, violations } = await judgeWitness(result, asked, defects);
  const worst = save && worstCase !== undefined ? [worstCase] : [];
  const violated = violations.map(({ claim }) => `the witness violates the claim ${claim}`);
  return {
    kept: [...violations, ...worst].map((entry) => keepWitness(corpus, entry)),
    faults: [...result.faults, ...violated],
  };
}

/** Keeps an entry in a corpus. Gives what was done, in words; an entry that cannot be written is printed in full. */
function keepWitness(corpus: string, entry: CorpusEntry): string {
  const [before] = loadCorpus(entryPath(corpus, entry)).entries;
  const merged: AnyEntry = before === undefined ? entry : mergeEntries(before.entry, entry).entry;
  if (before !== undefined && printEntry(merged) === printEntry(before.entry)) return `already in ${before.path}`;
  const kept = keepEntry(corpus, merged);
  if ('path' in kept) return `${kept.path}: error ÷ bound ${ratioText(entry)} of ${entry.claim}`;
  process.stderr.write(line`lastbit: ${entry.id} could not be kept: ${kept.notWritten}\n`);
  process.exitCode = 1;
  return unwrittenText(corpus, merged, kept.notWritten);
}

const ratioText = ({ errorOverBound }: CorpusEntry): string => errorOverBound?.toPrecision(6) ?? '∞';

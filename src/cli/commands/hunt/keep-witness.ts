import type { AnyEntry, CorpusEntry } from '../../../corpus/entry.ts';
import { mergeEntries } from '../../../corpus/merge.ts';
import { printEntry } from '../../../corpus/print-entry.ts';
import { entryPath, keepEntry, loadCorpus, unwrittenText } from '../../../corpus/store.ts';
import { line } from '../../../errors/printable.ts';

/** Keeps an entry in a corpus. Gives what was done, in words; an entry that cannot be written is printed in full. */
export function keepWitness(corpus: string, entry: CorpusEntry): string {
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

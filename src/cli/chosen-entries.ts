import { type Corpus, type LoadedEntry, loadCorpus, loadKnown } from '../corpus/store.ts';
import { line } from '../errors/printable.ts';
import { UsageError } from '../errors/usage-error.ts';

/** The entries with these ids or beginnings of ids, or in these files; all of the corpus if `ids` is empty. */
export function chosenEntries(ids: readonly string[], directory: string): readonly LoadedEntry[] {
  const files = ids.filter((id) => id.endsWith('.json'));
  const prefixes = ids.filter((id) => !id.endsWith('.json'));
  const given = files.flatMap((file) => namedFile(file).entries);
  const corpus = ids.length > 0 && prefixes.length === 0 ? [] : complain(loadKnown(directory)).entries;
  for (const prefix of prefixes) {
    if (corpus.some(({ entry }) => entry.id.startsWith(prefix))) continue;
    throw new UsageError(`${directory}: there is no entry ${prefix}; \`npx lastbit corpus list\` lists them`);
  }
  const named = corpus.filter(
    ({ entry }) => ids.length === 0 || prefixes.some((prefix) => entry.id.startsWith(prefix)),
  );
  return [...given, ...named];
}

/** Names each unreadable file of the corpus on one line, and sets the status 1. The other files are used. */
export function complain(corpus: Corpus): Corpus {
  for (const { reason } of corpus.unreadable) process.stderr.write(line`lastbit: ${reason}\n`);
  if (corpus.unreadable.length > 0) process.exitCode = 1;
  return corpus;
}

function namedFile(file: string): Corpus {
  const corpus = loadCorpus(file);
  const [bad] = corpus.unreadable;
  if (bad !== undefined) throw new UsageError(bad.reason);
  if (corpus.entries.length > 0) return corpus;
  throw new UsageError(`${file}: there is no such file`);
}

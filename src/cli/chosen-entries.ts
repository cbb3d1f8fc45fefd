import { type Corpus, loadCorpus, loadKnown } from '../corpus/store.ts';
import { line } from '../errors/printable.ts';
import { UsageError } from '../errors/usage-error.ts';

type Chosen = Pick<Corpus, 'entries' | 'unreadable'>;

/**
 * The entries with these ids or beginnings of ids, or in these files; all of the corpus if `ids` is empty. With them,
 * the files of the corpus that could not be read, if it was searched.
 */
export function chosenEntries(ids: readonly string[], directory: string): Chosen {
  if (ids.includes('')) throw new UsageError('"": the id is empty; give an id, its beginning, or a file');
  const files = ids.filter((id) => id.endsWith('.json'));
  const prefixes = ids.filter((id) => !id.endsWith('.json'));
  const given = files.flatMap((file) => namedFile(file).entries);
  const nothing: Chosen = { entries: [], unreadable: [] };
  const { entries, unreadable } = ids.length > 0 && prefixes.length === 0 ? nothing : complain(loadKnown(directory));
  for (const prefix of prefixes) {
    if (entries.some(({ entry }) => entry.id.startsWith(prefix))) continue;
    throw new UsageError(`${directory}: there is no entry ${prefix}; \`npx lastbit corpus list\` lists them`);
  }
  const named = entries.filter(
    ({ entry }) => ids.length === 0 || prefixes.some((prefix) => entry.id.startsWith(prefix)),
  );
  return { entries: [...given, ...named], unreadable };
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

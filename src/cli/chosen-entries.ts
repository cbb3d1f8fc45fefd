import type { AnyEntry } from '../corpus/entry.ts';
import { type Corpus, loadCorpus, loadKnown } from '../corpus/store.ts';
import { line } from '../errors/printable.ts';
import { quoted } from '../errors/quoted.ts';
import { shown } from '../errors/shown.ts';
import { nearestText, UsageError } from '../errors/usage-error.ts';
import { places } from '../places/places.ts';

export const roles: readonly AnyEntry['role'][] = ['refutation', 'worst-case', 'defect', 'regression'];

/** What `corpus list` is asked for. */
export interface EntryFilter {
  readonly claim?: readonly string[] | undefined;
  readonly subject?: readonly string[] | undefined;
  readonly role?: readonly string[] | undefined;
}

/** The entries of these claims, subjects or engines, and roles. Throws a UsageError for a name that no entry has. */
export function filtered(entries: Corpus['entries'], filter: EntryFilter): Corpus['entries'] {
  const has = {
    claim: ({ claim }: AnyEntry) => [claim],
    subject: ({ subject: { id } }: AnyEntry) => [id, id.split('/')[0] ?? id],
    role: ({ role }: AnyEntry) => [role as string],
  } as const;
  return (['claim', 'subject', 'role'] as const).reduce((left, name) => {
    const wanted = filter[name] ?? [];
    const known = [...new Set(name === 'role' ? roles : entries.flatMap(({ entry }) => has[name](entry)))];
    for (const one of wanted) {
      if (known.includes(one)) continue;
      const near = known.length === 0 ? '' : `; did you mean ${nearestText(one, known)}?`;
      throw new UsageError(`--${name} ${shown(one)}: no entry has it${near}`);
    }
    return wanted.length === 0
      ? left
      : left.filter(({ entry }) => has[name](entry).some((one) => wanted.includes(one)));
  }, entries);
}

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
    const list = ['npx lastbit corpus list', ...(directory === places.corpus ? [] : ['--corpus', quoted(directory)])];
    throw new UsageError(`${directory}: there is no entry ${prefix}; \`${list.join(' ')}\` lists them`);
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

import { readFileSync, statSync } from 'node:fs';
import { UsageError } from '../errors/usage-error.ts';
import type { AnyEntry } from './entry.ts';
import { entryOfValue, largestLength } from './parse-entry.ts';

/** The most that is read of a file in which entries are looked for. */
const largestFile = 8 * largestLength;

/**
 * All entries in a JSON file, however deep: an entry file, or what `verify --json` printed. Each is checked as one of a corpus is. Throws a
 * UsageError of one line for a file that is none, or has none.
 */
export function entriesIn(path: string): readonly AnyEntry[] {
  const entries = new Map<string, AnyEntry>();
  const search = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('schema' in value && typeof value.schema === 'string' && value.schema.startsWith('lastbit-corpus-')) {
      const entry = entryOfValue(value, path);
      entries.set(entry.id, entry);
    } else for (const item of Object.values(value)) search(item);
  };
  search(read(path));
  if (entries.size === 0)
    throw new UsageError(`${path}: there is no corpus entry in it; docs/corpus.md describes them`);
  return [...entries.values()];
}

function read(path: string): unknown {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > largestFile) throw new UsageError(`${path}: ${size} bytes; at most ${largestFile} are read`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: not JSON (${(error as Error).message}); an entry is one JSON object`);
  }
}

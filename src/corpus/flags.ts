import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { UsageError } from '../errors/usage-error.ts';
import { readJson } from '../files/read-json.ts';
import { text } from './schema-parts.ts';

export type Flags = Readonly<Record<string, string>>;

export const flagsSchema: v.GenericSchema<unknown, Flags> = v.pipe(
  v.record(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)), text),
  v.description('Each flag says in a sentence what an entry that has it shows.'),
);

export const flagsPath = (directory: string): string => join(directory, 'flags.json');

/**
 * Reads the dictionary of flags: flag → a sentence that says what it shows. Empty if the corpus has none. Throws a
 * UsageError if the file is not such a dictionary.
 */
export function loadFlags(directory: string): Flags {
  const path = flagsPath(directory);
  if (!existsSync(path)) return {};
  const content = readJson(path);
  try {
    return v.parse(flagsSchema, content);
  } catch (error) {
    throw new UsageError(`${path}: is no dictionary of flags (${(error as Error).message.split('\n')[0]})`);
  }
}

/** The canonical form: one line per flag, sorted. */
export function printFlags(flags: Flags): string {
  const sorted = Object.entries(flags).sort(([one], [other]) => (one < other ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`;
}

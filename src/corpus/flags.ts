import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { UsageError } from '../errors/usage-error.ts';
import { text } from './schema-parts.ts';

export type Flags = Readonly<Record<string, string>>;

export const flagsSchema: v.GenericSchema<unknown, Flags> = v.pipe(
  v.record(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)), text),
  v.description('Each flag says in a sentence what an entry that has it shows.'),
);

export const flagsPath = (directory: string): string => join(directory, 'flags.json');

/** The dictionary of flags: each says in a sentence what it shows. Empty where a corpus has none. Throws a UsageError of one line for a file that is none. */
export function loadFlags(directory: string): Flags {
  const path = flagsPath(directory);
  if (!existsSync(path)) return {};
  try {
    return v.parse(flagsSchema, JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new UsageError(`${path}: is no dictionary of flags (${(error as Error).message.split('\n')[0]})`);
  }
}

/** The canonical form: a line a flag, sorted. */
export function printFlags(flags: Flags): string {
  const sorted = Object.entries(flags).sort(([one], [other]) => (one < other ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The dictionary of flags: each says in a sentence what it shows. Empty where a corpus has none. */
export function loadFlags(directory: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(join(directory, 'flags.json'), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

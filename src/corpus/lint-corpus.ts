import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isCaseEntry } from './entry.ts';
import { loadFlags } from './flags.ts';
import type { Corpus, LoadedEntry } from './load-corpus.ts';
import { printEntry } from './print-entry.ts';

/** The endings of the programs that may stand beside a defect and show it without lastbit. */
const programEndings = ['.repro.mjs', '.repro.py'] as const;

/** One line for everything in a corpus that is not as it should be; empty where all is well. */
export function lintCorpus(corpus: Corpus): readonly string[] {
  const flags = loadFlags(corpus.directory);
  return [
    ...corpus.unreadable.map(({ reason }) => reason),
    ...corpus.entries.flatMap((loaded) => lintEntry(loaded, flags).map((problem) => `${loaded.path}: ${problem}`)),
  ];
}

function lintEntry({ path, entry }: LoadedEntry, flags: Readonly<Record<string, string>>): string[] {
  const place = `${basename(dirname(path))}/${basename(path)}`;
  const problems = [
    place === `${entry.claim}/${entry.id}.json` ? undefined : `belongs into ${entry.claim}/${entry.id}.json`,
    readFileSync(path, 'utf8') === printEntry(entry) ? undefined : 'is not in canonical form',
    ...entry.flags.map((flag) => (flag in flags ? undefined : `flag ${flag} is not in flags.json`)),
    isSorted(entry.flags) ? undefined : 'its flags are not sorted, or one stands twice',
  ];
  if (entry.role === 'defect') {
    problems.push(
      isCaseEntry(entry) && entry.condition.length > 0
        ? undefined
        : 'a defect needs the condition under which it appears',
      entry.note !== undefined ? undefined : 'a defect needs a note',
      entry.expectation === 'must-fail' ? undefined : 'a defect must fail at the version that it names',
      programBeside(path) !== undefined ? undefined : `a defect needs a program beside it that uses the library alone`,
    );
  }
  return problems.filter((problem) => problem !== undefined);
}

/** The program beside an entry that shows the same without lastbit. */
export function programBeside(path: string): string | undefined {
  return programEndings.map((ending) => path.replace(/\.json$/, ending)).find(existsSync);
}

function isSorted(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || texts[index - 1]! < text);
}

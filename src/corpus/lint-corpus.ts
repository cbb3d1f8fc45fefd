import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { places } from '../places/places.ts';
import { isCaseEntry } from './entry.ts';
import { type Flags, flagsPath, loadFlags, printFlags } from './flags.ts';
import type { Corpus, LoadedEntry } from './load-corpus.ts';
import { behavioursPath, loadBehaviours, printBehaviours } from './observed-behaviours.ts';
import { printEntry } from './print-entry.ts';
import { lintSurveys } from './survey-file.ts';

/** The endings of the programs that may stand beside a defect and show it without lastbit. */
const programEndings = ['.repro.mjs', '.repro.py'] as const;

/** One line for everything in a corpus that is not as it should be; empty where all is well. */
export function lintCorpus(corpus: Corpus): readonly string[] {
  const { directory } = corpus;
  const [own, ...flagProblems] = lintFile(flagsPath(directory), () => loadFlags(directory), printFlags);
  const { packagedCorpus } = places;
  const flags = own && { ...(packagedCorpus === undefined ? {} : loadFlags(packagedCorpus)), ...own };
  const [, ...behaviourProblems] = lintFile(
    behavioursPath(directory),
    () => loadBehaviours(directory),
    printBehaviours,
  );
  return [
    ...corpus.unreadable.map(({ reason }) => reason),
    ...flagProblems,
    ...behaviourProblems,
    ...lintSurveys(directory),
    ...corpus.entries.flatMap((loaded) => lintEntry(loaded, flags).map((problem) => `${loaded.path}: ${problem}`)),
  ];
}

/** What a file beside the entries holds, if it can be read, and a line for what is wrong with it. */
function lintFile<T>(
  path: string,
  load: () => T | undefined,
  print: (content: T) => string,
): readonly [content?: T | undefined, ...problems: string[]] {
  try {
    const content = load();
    const canonical = content === undefined || !existsSync(path) || readFileSync(path, 'utf8') === print(content);
    return canonical ? [content] : [content, `${path}: is not in canonical form`];
  } catch (error) {
    return [undefined, (error as Error).message];
  }
}

/** `flags` is undefined where the dictionary cannot be read, which is said once. */
function lintEntry({ path, entry }: LoadedEntry, flags: Flags | undefined): string[] {
  const place = `${basename(dirname(path))}/${basename(path)}`;
  const problems = [
    place === `${entry.claim}/${entry.id}.json` ? undefined : `belongs into ${entry.claim}/${entry.id}.json`,
    readFileSync(path, 'utf8') === printEntry(entry) ? undefined : 'is not in canonical form',
    ...entry.flags.map((flag) =>
      flags === undefined || flag in flags ? undefined : `flag ${flag} is not in flags.json`,
    ),
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

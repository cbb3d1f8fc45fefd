import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readText } from '../files/read-input.ts';
import { places } from '../places/places.ts';
import { defectProblems } from './defect.ts';
import { type Flags, flagsPath, loadFlags, printFlags } from './flags.ts';
import { behavioursPath, loadBehaviours, printBehaviours } from './observed-behaviours.ts';
import { printEntry } from './print-entry.ts';
import type { Corpus, LoadedEntry } from './store.ts';
import { lintSurveys } from './survey-file.ts';

/** Endings of the programs that stand next to a defect and show it without lastbit. */
const programEndings = ['.repro.mjs', '.repro.py'] as const;

/** One line for each problem in a corpus. Empty if there is none. */
export function lintCorpus(corpus: Corpus): readonly string[] {
  const { directory } = corpus;
  const [own, ...flagProblems] = lintFile(flagsPath(directory), () => loadFlags(directory), printFlags);
  // What lastbit writes has the flags of its own corpus, in whatever folder.
  const flags = own && { ...loadFlags(join(places.program, 'corpus')), ...own };
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

/** The content of a file next to the entries, if it can be read, and a line for each problem. */
function lintFile<T>(
  path: string,
  load: () => T | undefined,
  print: (content: T) => string,
): readonly [content?: T | undefined, ...problems: string[]] {
  try {
    const content = load();
    const canonical = content === undefined || !existsSync(path) || readText(path) === print(content);
    return canonical ? [content] : [content, `${path}: is not in canonical form`];
  } catch (error) {
    return [undefined, (error as Error).message];
  }
}

/** `flags` is undefined if the dictionary cannot be read; that problem is reported once, elsewhere. */
function lintEntry({ path, entry }: LoadedEntry, flags: Flags | undefined): string[] {
  const place = `${basename(dirname(path))}/${basename(path)}`;
  const problems = [
    place === `${entry.claim}/${entry.id}.json` ? undefined : `belongs in ${entry.claim}/${entry.id}.json`,
    readText(path) === printEntry(entry) ? undefined : 'is not in canonical form',
    ...entry.flags.map((flag) =>
      flags === undefined || flag in flags ? undefined : `flag ${flag} is not in flags.json`,
    ),
    isSorted(entry.flags) ? undefined : 'its flags are not sorted, or one is repeated',
  ];
  const program =
    entry.role !== 'defect' || isRegular(programBeside(path))
      ? undefined
      : 'a defect needs a program next to it that uses only the library';
  return [...problems, program, ...defectProblems(entry)].filter((problem) => problem !== undefined);
}

/** The path of the program next to an entry that shows the defect without lastbit, if there is one. */
export function programBeside(path: string): string | undefined {
  return programEndings.map((ending) => path.replace(/\.json$/, ending)).find(existsSync);
}

const isRegular = (path: string | undefined): boolean => path !== undefined && statSync(path).isFile();

function isSorted(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || texts[index - 1]! < text);
}

import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { behavioursPath } from '../corpus/observed-behaviours.ts';
import { shown } from '../errors/shown.ts';
import { systemReason } from '../errors/system-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { checkWritable, checkWritableFolder } from '../files/check-writable.ts';

/** The generated page that `lastbit behaviours --record` writes. */
export const behavioursPage = 'docs/behaviours.md';

/** The files of a report's folder. */
export const reportFiles: readonly string[] = ['run.json', 'index.html'];

/**
 * Checks, before a command begins its work, the places that its options name: that its results can be written there,
 * and that a corpus is a folder. Throws a UsageError, one line that names the option.
 */
export function checkPlaces(command: CommandUnknownOpts): void {
  const { corpus, svg, model, report, junit, records, all, survey, into, record } = command.opts() as Readonly<
    Record<string, unknown>
  >;
  if (typeof corpus === 'string') checkCorpus(corpus, readsOneFile(command));
  if (typeof svg === 'string') checkWritable('--svg', svg);
  // Node loops for ever where a folder below /proc is to be made.
  if (typeof model === 'string') checkWritable('--model', model);
  if (typeof junit === 'string') checkWritable('--junit', junit);
  if (typeof records === 'string') checkWritable('--records', records);
  // `start` writes a folder; `verify` and `fuzz` write the page alone.
  if (typeof report === 'string' && command.name() !== 'start') checkWritable('--report', report);
  // Without a place for the usual report, `start` goes on and says so.
  else if (typeof report === 'string' && command.getOptionValueSource('report') !== 'default')
    checkWritableFolder('--report', report, reportFiles);
  if (all === true && typeof survey === 'string') checkWritableFolder('--survey', survey, []);
  if (all === true && typeof into === 'string') checkWritableFolder('--into', into, ['engines.md']);
  if (record === true && typeof corpus === 'string') {
    checkWritable('--record', behavioursPath(corpus));
    checkWritable('--record', behavioursPage);
  }
}

/** The commands that only read a corpus take the file of one entry as well. */
function readsOneFile(command: CommandUnknownOpts): boolean {
  return command.parent?.name() === 'corpus' && ['list', 'show', 'replay', 'lint'].includes(command.name());
}

/** A missing folder is an empty corpus. One that cannot be written is none the less read: new entries are printed. */
function checkCorpus(path: string, orFile: boolean): void {
  const problem = problemOf(path, orFile);
  if (problem === undefined) return;
  throw new UsageError(
    `--corpus ${shown(path)}: ${problem}; give the folder of a corpus, which has a folder for each claim`,
  );
}

function problemOf(path: string, orFile: boolean): string | undefined {
  if (path === '') return 'the name is empty';
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return statSync(nearestAbove(path)).isDirectory() ? undefined : 'not in a folder';
    if (found.isDirectory()) readdirSync(path);
    else if (!orFile || !found.isFile()) return 'not a folder';
    return undefined;
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    return reason;
  }
}

function nearestAbove(path: string): string {
  let nearest = resolve(path);
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}

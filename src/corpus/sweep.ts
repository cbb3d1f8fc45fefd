import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The names of the temporary files of `writeWhole`, which hold the number of the process: `.lastbit-17-<16 digits>.tmp`
 * and, in earlier versions, `<name of the file>.17.tmp`. Files of a user have other names.
 */
const names = [
  /^\.lastbit-(\d{1,7})-[0-9a-f]{16}\.tmp$/,
  /^(?:[0-9a-f]{16}\.(?:json|repro\.mjs|repro\.py)|flags\.json|behaviours\.json)\.(\d{1,7})\.tmp$/,
];

/** A process that writes needs milliseconds. After so many it was another one with the same number. */
const longestMs = 10 * 60 * 1000;

/**
 * Deletes what processes that were killed while they wrote to a corpus have left there. Call it before writing.
 * Whatever cannot be looked at or deleted stays.
 */
export function sweepLeftovers(directory: string): void {
  for (const folder of [directory, ...entriesOf(directory).map((name) => join(directory, name))]) {
    for (const name of entriesOf(folder)) {
      const process = names.map((one) => one.exec(name)?.[1]).find((number) => number !== undefined);
      if (process !== undefined) quietly(() => sweep(join(folder, name), Number(process)));
    }
  }
}

function sweep(path: string, process: number): void {
  const found = lstatSync(path);
  if (found.isFile() && (!isRunning(process) || Date.now() - found.mtimeMs > longestMs)) rmSync(path);
}

/** The names in a folder; none where it is not one, or a link to one. */
function entriesOf(folder: string): readonly string[] {
  return quietly(() => (lstatSync(folder).isDirectory() ? readdirSync(folder) : [])) ?? [];
}

function isRunning(number: number): boolean {
  try {
    process.kill(number, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

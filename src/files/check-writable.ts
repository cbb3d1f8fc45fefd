import { accessSync, closeSync, constants, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { shown } from '../errors/shown.ts';
import { systemReason } from '../errors/system-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { NotWritable, replaceable, temporaryIn } from './write-whole.ts';

/**
 * Checks, before the work whose result goes there, that `writeWhole` can write a file. Missing folders will be made.
 * Throws a UsageError, one line that names the option.
 */
export function checkWritable(option: string, path: string): void {
  checked(option, path, () => {
    if (path === '-') throw new NotWritable('standard output has the text already; give the name of a file');
    if (replaceable(path) !== undefined) accessSync(path, constants.W_OK);
    checkFolder(dirname(resolve(path)));
  });
}

/** The same for files of these names in a folder. */
export function checkWritableFolder(option: string, path: string, names: readonly string[]): void {
  checked(option, path, () => {
    if (path === '') throw new NotWritable('the name is empty; give the name of a folder');
    checkFolder(resolve(path));
    for (const name of names) checkWritable(option, join(path, name));
  });
}

function checked(option: string, path: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    const reason = error instanceof NotWritable ? error.message : systemReason(error);
    if (reason === undefined) throw error;
    throw new UsageError(`${option} ${shown(path)}: ${reason}`);
  }
}

/** By making a file in the nearest folder that exists: permissions do not tell what every file system accepts. */
function checkFolder(folder: string): void {
  // Throws for a name that no folder can have.
  statSync(folder, { throwIfNoEntry: false });
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  if (!statSync(nearest).isDirectory()) throw new NotWritable(`${nearest} is a file, not a folder; give a folder`);
  const probe = temporaryIn(nearest);
  closeSync(openSync(probe, 'wx'));
  rmSync(probe);
}

import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';

/** Throws a UsageError where no file can be written to a path, before the work whose result is to go there. Folders that are missing will be made. */
export function checkWritable(option: string, path: string): void {
  if (path === '') throw new UsageError(`${option}: the name of a file is missing`);
  if (existsSync(path) && statSync(path).isDirectory()) throw new UsageError(`${option} ${path}: a folder, not a file`);
  checkFolder(option, path, dirname(resolve(path)));
}

/** The same for files in a folder. */
export function checkWritableFolder(option: string, path: string): void {
  checkFolder(option, path, resolve(path));
}

function checkFolder(option: string, path: string, folder: string): void {
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  if (!statSync(nearest).isDirectory()) throw new UsageError(`${option} ${path}: ${nearest} is a file, not a folder`);
  try {
    accessSync(nearest, constants.W_OK);
  } catch {
    throw new UsageError(`${option} ${path}: the folder ${nearest} cannot be written to`);
  }
}

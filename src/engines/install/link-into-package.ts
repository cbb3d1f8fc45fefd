import { existsSync, lstatSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Lets a package in node_modules find what lies in the cache: one link for each name, put in place in one step. `npm ci` wipes the links,
 * so this runs before every use; when all is right already it only looks. A real folder of that name (the package's own script
 * has put it there) is left alone.
 */
export function linkIntoPackage(packageFolder: string | undefined, folder: string, names: readonly string[]): void {
  if (packageFolder === undefined) return;
  for (const name of names) {
    const [link, target] = [join(packageFolder, name), join(folder, name)];
    if (isRealFolder(link) || linkTarget(link) === target) continue;
    const fresh = `${link}.${process.pid}.tmp`;
    rmSync(fresh, { force: true });
    symlinkSync(target, fresh, 'dir');
    renameSync(fresh, link);
  }
}

export function unlinkFromPackage(packageFolder: string | undefined, names: readonly string[]): void {
  if (packageFolder === undefined) return;
  for (const name of names) {
    const link = join(packageFolder, name);
    if (linkTarget(link) !== undefined) rmSync(link);
  }
}

function isRealFolder(path: string): boolean {
  return existsSync(path) && lstatSync(path).isDirectory();
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

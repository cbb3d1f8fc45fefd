import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { cacheFolder, type Installed, recordName } from '../engines/locations.ts';
import { nativeLibraries } from '../engines/manifest.ts';
import { CannotInstall } from './cannot-install.ts';
import { acquireLock } from './lock.ts';
import type { Progress } from './progress.ts';
import { onInterrupt } from './run-command.ts';

/** Something that lastbit can install. */
export interface Component {
  readonly name: string;
  /** For people: `NumPy`. */
  readonly title: string;
  /** Components that must be installed before. */
  readonly needs?: readonly string[];
  /** The installation that this version of lastbit uses. Looks at files only. */
  find(): Installed | undefined;
  /** Fills an empty folder, which is then renamed. It may use `scratch` below it. Throws `CannotInstall`. */
  build(folder: string, progress: Progress): Promise<Built>;
  /** Loads what a folder holds, or throws `CannotInstall`. Checksums have made sure of the version. */
  load(folder: string): Promise<void>;
}

/** What `build` has built; `folderName` tells builds apart. */
export interface Built {
  readonly folderName: string;
  readonly version: string;
  readonly details: Readonly<Record<string, string>>;
}

/**
 * Builds a component in a staging folder and renames it into the cache: what is in place is complete. A process that is
 * killed leaves only a staging folder, which the next holder of the lock deletes.
 */
export function installComponent(component: Component, progress: Progress): Promise<Installed> {
  return withLock(telling(progress), async () => component.find() ?? (await install(component, progress)));
}

async function install(component: Component, progress: Progress): Promise<Installed> {
  const { name, title } = component;
  const start = performance.now();
  const folder = newStagingFolder();
  try {
    mkdirSync(join(folder, 'scratch'));
    const { folderName, version, details } = await component.build(folder, progress);
    rmSync(join(folder, 'scratch'), { recursive: true });
    progress.step(name, `loading ${title}`);
    await component.load(folder);
    const record = { version, details, libraries: await nativeLibraries(folder) };
    writeFileSync(join(folder, recordName), `${JSON.stringify(record, undefined, 1)}\n`);
    const target = join(cacheFolder(), name, folderName);
    removeWhole(target);
    mkdirSync(join(target, '..'), { recursive: true });
    renameSync(folder, target);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    progress.say(`${name}: ${title} ${version} installed, ${seconds} s`);
    return { folder: target, ...record };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    progress.done(name);
  }
}

/** Removes what a process that was killed has left. Does nothing while another process installs. */
export async function sweepLeftovers(): Promise<void> {
  if (!existsSync(stagingFolder())) return;
  try {
    await withLock(
      () => {
        throw new Busy();
      },
      async () => {},
    );
  } catch (error) {
    if (!(error instanceof Busy)) throw error;
  }
}

class Busy extends Error {}

/** Loads an installation. Removes one that does not load, and says why. Returns whether it loads. */
export async function checkInstalled(component: Component, installed: Installed, progress: Progress): Promise<boolean> {
  try {
    await component.load(installed.folder);
    return true;
  } catch (error) {
    if (!(error instanceof CannotInstall)) throw error;
    progress.say(`${component.name}: damaged: ${error.reason}; installing again`);
    await withLock(telling(progress), async () => removeWhole(installed.folder));
    return false;
  }
}

/**
 * Removes all versions of these components; without names, everything in the cache but the queues of the local broker.
 * Also removes the download of an interrupted installation. Returns the names of what was removed.
 */
export function removeInstalled(names: readonly string[], progress: Progress): Promise<readonly string[]> {
  return withLock(telling(progress), async () => {
    const present = readdirSync(cacheFolder(), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !['staging', 'downloads', 'compiled', 'broker'].includes(entry.name))
      .map(({ name }) => name);
    const removed = names.length === 0 ? present : names.filter((name) => present.includes(name));
    for (const name of removed) removeWhole(join(cacheFolder(), name));
    rmSync(downloadsFolder(), { recursive: true, force: true });
    // What bin/tsx-cache.cjs has written.
    if (names.length === 0) rmSync(join(cacheFolder(), 'compiled'), { recursive: true, force: true });
    return removed;
  });
}

/**
 * The folder of a large download until it is installed. It outlives an interruption, and pip checks its sha256 each
 * time.
 */
export function downloadsFolder(): string {
  return join(cacheFolder(), 'downloads');
}

/** Who of this process works on the cache now: they share the lock. */
let shared: { users: number; readonly acquired: Promise<() => void> } | undefined;

/**
 * Lets one process at a time work on the cache; several components of one process are installed at once. The staging
 * folder is empty at the start of the first and at the end of the last, also after an interruption.
 */
async function withLock<Result>(onWait: (holder: string) => void, work: () => Promise<Result>): Promise<Result> {
  shared ??= { users: 0, acquired: takeLock(onWait) };
  const mine = shared;
  mine.users++;
  let end = (): void => {};
  try {
    end = await mine.acquired;
    return await work();
  } finally {
    mine.users--;
    if (mine.users === 0) {
      shared = undefined;
      end();
    }
  }
}

/** Waits for the lock, and gives the function that empties the staging folder and releases it. */
async function takeLock(onWait: (holder: string) => void): Promise<() => void> {
  const path = join(cacheFolder(), 'lock');
  const release = await acquireLock(path, (holder) => onWait(`process ${holder}, which holds ${path}`));
  const end = (): void => {
    rmSync(stagingFolder(), { recursive: true, force: true, maxRetries: 3 });
    release();
  };
  const forget = onInterrupt(end);
  rmSync(stagingFolder(), { recursive: true, force: true, maxRetries: 3 });
  return () => {
    forget();
    end();
  };
}

/** Says for whom an installation waits. */
function telling(progress: Progress): (holder: string) => void {
  return (holder) => progress.say(`waiting until another lastbit has installed engines (${holder})`);
}

function stagingFolder(): string {
  return join(cacheFolder(), 'staging');
}

function newStagingFolder(): string {
  mkdirSync(stagingFolder(), { recursive: true });
  return mkdtempSync(join(stagingFolder(), 'new-'));
}

/** Renames a folder out of the way and then deletes it, so that nobody finds half an installation. */
function removeWhole(folder: string): void {
  if (!existsSync(folder)) return;
  const away = join(newStagingFolder(), 'removed');
  renameSync(folder, away);
  rmSync(away, { recursive: true, force: true, maxRetries: 3 });
}

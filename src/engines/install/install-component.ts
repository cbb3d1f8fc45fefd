import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { cacheFolder } from './cache-folder.ts';
import type { Component, Installed } from './component.ts';
import { acquireLock, isAlive } from './lock.ts';
import { firstDamagedFile, readInstalled, writeManifest } from './manifest.ts';
import { onInterrupt } from './on-interrupt.ts';
import type { Progress } from './progress.ts';
import { stopCommands } from './run-command.ts';

/**
 * Installing, safe at every moment: a component is built in a folder of its own under `staging`, its manifest is written last, and one
 * rename makes it appear in the cache. Whatever is killed in between leaves only a staging folder, which the next one to hold the lock sweeps away.
 */
export async function installComponent(component: Component, progress: Progress): Promise<Installed> {
  const lock = await acquireLock(lockPath(component), (holder) =>
    progress.say(`${component.name}: another lastbit (process ${holder}) is at work on it; waiting`),
  );
  let folder: string | undefined;
  const cleanUp = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    lock.release();
  };
  const forget = onInterrupt(() => {
    stopCommands();
    cleanUp();
  });
  try {
    sweepStaging(component);
    const before = findInstalled(component);
    if (before !== undefined) return before;
    const start = performance.now();
    folder = newStagingFolder(component);
    const built = await component.build(folder, progress);
    progress.step(component.name, 'checksums');
    const manifest = await writeManifest(component, folder, built);
    const target = join(componentFolder(component), built.folderName);
    moveAway(component, target);
    mkdirSync(componentFolder(component), { recursive: true });
    renameSync(folder, target);
    folder = undefined;
    const megabytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0) / 1e6;
    const seconds = (performance.now() - start) / 1000;
    progress.done(component.name);
    progress.say(
      `${component.name}: ${component.title} ${built.version} installed, ${megabytes.toFixed(0)} MB, ${seconds.toFixed(1)} s`,
    );
    return { folder: target, manifest };
  } finally {
    forget();
    cleanUp();
    progress.done(component.name);
  }
}

/** The complete installation that lastbit would use. Looks at sizes only: milliseconds. */
export function findInstalled(component: Component): Installed | undefined {
  return folders(componentFolder(component))
    .map((name) => readInstalled(join(componentFolder(component), name)))
    .find((installed) => installed !== undefined && component.accepts(installed));
}

/** Reads every byte, and removes an installation that is not what was installed. True if it is whole. */
export async function verifyComponent(
  component: Component,
  installed: Installed,
  progress: Progress,
): Promise<boolean> {
  progress.step(component.name, 'checksums');
  const damaged = await firstDamagedFile(installed);
  progress.done(component.name);
  if (damaged === undefined) return true;
  progress.say(`${component.name}: ${damaged} is not what was installed (its checksum differs); installing again`);
  moveAway(component, installed.folder);
  return false;
}

/** Removes every version of a component, and what `link` made. True if there was something. */
export async function removeComponent(
  component: Pick<Component, 'name' | 'unlink'>,
  progress: Progress,
): Promise<boolean> {
  const lock = await acquireLock(lockPath(component), (holder) =>
    progress.say(`${component.name}: another lastbit (process ${holder}) is at work on it; waiting`),
  );
  try {
    component.unlink?.();
    const found = folders(componentFolder(component));
    for (const name of found) moveAway(component, join(componentFolder(component), name));
    rmSync(componentFolder(component), { recursive: true, force: true });
    sweepStaging(component);
    return found.length > 0;
  } finally {
    lock.release();
  }
}

type Named = Pick<Component, 'name'>;

function componentFolder(component: Named): string {
  return join(cacheFolder(), component.name);
}

function lockPath(component: Named): string {
  return join(cacheFolder(), 'staging', `${component.name}.lock`);
}

/** `staging/<component>-<process>-<random>`. */
function newStagingFolder(component: Named): string {
  const parent = join(cacheFolder(), 'staging');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, `${component.name}-${process.pid}-`));
}

/** Takes a folder out of sight in one step, then deletes it: nobody sees half of it. */
function moveAway(component: Named, folder: string): void {
  if (!existsSync(folder)) return;
  const away = newStagingFolder(component);
  renameSync(folder, join(away, 'removed'));
  rmSync(away, { recursive: true, force: true, maxRetries: 3 });
}

/** Deletes what killed processes left behind. */
function sweepStaging(component: Named): void {
  const parent = join(cacheFolder(), 'staging');
  for (const name of folders(parent)) {
    const owner = name.startsWith(`${component.name}-`)
      ? Number(name.slice(component.name.length + 1).split('-')[0])
      : Number.NaN;
    if (Number.isNaN(owner) || (owner !== process.pid && isAlive(owner))) continue;
    rmSync(join(parent, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function folders(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

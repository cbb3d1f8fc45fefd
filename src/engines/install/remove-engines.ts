import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { components } from './components.ts';
import { removeComponent } from './install-component.ts';
import type { Progress } from './progress.ts';

/** Removes what was installed under these names; without names, everything that lastbit keeps in its cache. Returns what there was. */
export async function removeEngines(names: readonly string[], log: Progress): Promise<readonly string[]> {
  const cache = cacheFolder();
  const present = existsSync(cache)
    ? readdirSync(cache).filter((name) => name !== 'staging' && name !== 'downloads')
    : [];
  const wanted =
    names.length > 0 ? names.flatMap(withNeeds) : [...new Set([...components.map(({ name }) => name), ...present])];
  const removed: string[] = [];
  for (const name of wanted) {
    const component = components.find((one) => one.name === name) ?? { name };
    if (await removeComponent(component, log)) removed.push(name);
  }
  // A verified download that waits for an interrupted installation to go on.
  if (names.length === 0 || names.includes('tfjs-node'))
    rmSync(join(cache, 'downloads'), { recursive: true, force: true });
  return removed;
}

/** Also what only this component needs. */
function withNeeds(name: string): readonly string[] {
  const needs = components.find((one) => one.name === name)?.needs;
  return needs === undefined ? [name] : [name, needs.name];
}

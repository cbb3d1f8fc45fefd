import { createRequire } from 'node:module';
import { places } from '../../places/places.ts';
import { engineTable, requiredEngines } from '../engine-table.ts';
import { cacheFolder } from './cache-folder.ts';
import { asCannotInstall, CannotInstall } from './cannot-install.ts';
import type { Component } from './component.ts';
import { components } from './components.ts';
import { findInstalled, installComponent, verifyComponent } from './install-component.ts';
import { type Progress, progressOnStderr } from './progress.ts';

/** An engine after `prepareEngines`: ready, or missing with one line's worth of why and how. */
export type PreparedEngine =
  | { readonly name: string; readonly state: 'ready'; readonly version: string; readonly installedNow: boolean }
  | { readonly name: string; readonly state: 'missing'; readonly reason: string; readonly howToGetIt: string };

export interface PrepareOptions {
  /** Names of engines; without it, the required ones. */
  readonly required?: readonly string[];
  readonly log?: Progress;
  /** Also reads every byte of what is installed, and installs again what is damaged. */
  readonly verify?: boolean;
}

/**
 * Makes these engines ready where that is possible, side by side, and says one line for each that stays missing. Never throws for what a
 * machine lacks. When all is there it says nothing, starts no process and takes milliseconds; it also puts the links into node_modules right.
 */
export function prepareEngines(options: PrepareOptions = {}): Promise<readonly PreparedEngine[]> {
  const { required = requiredEngines, log = progressOnStderr(), verify = false } = options;
  return Promise.all(
    required.map(async (name) => {
      const component = components.find((one) => one.name === name);
      const prepared = component === undefined ? embedded(name) : await prepare(component, log, verify);
      if (prepared.state === 'missing')
        log.say(`${name}: missing: ${prepared.reason}; to get it: ${prepared.howToGetIt}`);
      return prepared;
    }),
  );
}

/** The names for which a run must fail: with CI=true every missing engine, otherwise none. */
export function missingUnderCi(prepared: readonly PreparedEngine[]): readonly string[] {
  const demanded = process.env.CI === 'true' || process.env.CI === '1';
  return demanded ? prepared.filter(({ state }) => state === 'missing').map(({ name }) => name) : [];
}

async function prepare(component: Component, log: Progress, verify: boolean): Promise<PreparedEngine> {
  const { name } = component;
  const needed = component.needs && (await prepare(component.needs, log, verify));
  if (needed?.state === 'missing') return { ...needed, name };
  try {
    let installed = findInstalled(component);
    if (verify && installed && !(await verifyComponent(component, installed, log))) installed = undefined;
    const installedNow = installed === undefined;
    installed ??= await installComponent(component, log);
    component.link?.(installed);
    return { name, state: 'ready', version: installed.manifest.version, installedNow };
  } catch (error) {
    const known = asCannotInstall(error, cacheFolder());
    if (!(known instanceof CannotInstall)) throw error;
    return { name, state: 'missing', reason: known.reason, howToGetIt: known.howToGetIt };
  }
}

/** An engine that comes with npm, or is lastbit itself. */
function embedded(name: string): PreparedEngine {
  const entry = engineTable.find((one) => one.name === name);
  if (entry === undefined) return { name, state: 'ready', version: '', installedNow: false };
  try {
    createRequire(import.meta.url).resolve(entry.library);
    return { name, state: 'ready', version: entry.version, installedNow: false };
  } catch {
    return {
      name,
      state: 'missing',
      reason: `${entry.library} is not in node_modules`,
      howToGetIt: places.isCheckout ? 'npm ci' : 'npm install',
    };
  }
}

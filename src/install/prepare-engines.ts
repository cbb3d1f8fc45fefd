import { createRequire } from 'node:module';
import { engineTable, requiredEngines } from '../engines/engine-table.ts';
import { cacheFolder, damageOf } from '../engines/locations.ts';
import { places } from '../places/places.ts';
import { asCannotInstall, CannotInstall } from './cannot-install.ts';
import { compiledComponents } from './compiled-component.ts';
import { type Component, checkInstalled, installComponent, sweepLeftovers } from './install-component.ts';
import { npmComponents, npmComponentsOnDemand } from './npm-component.ts';
import { type Progress, progressOnStderr } from './progress.ts';
import { librariesOnDemand, libraryComponents, numpyComponent, pytestComponent } from './python-component.ts';
import { isServedByPackage, tfjsNodeComponent } from './tfjs-node-component.ts';
import { hasOwnBroker, valkeyComponent } from './valkey-component.ts';

/**
 * What `lastbit engines install` installs, by the name of the engine that needs it. The other engines come with npm.
 */
export const components: readonly Component[] = [
  tfjsNodeComponent,
  numpyComponent,
  ...libraryComponents,
  ...npmComponents,
];

/** Engines that are installed only if they are named. */
export const componentsOnDemand: readonly Component[] = [
  ...librariesOnDemand,
  ...npmComponentsOnDemand,
  ...compiledComponents,
];

/** What is installed only if it is named. `engines prepare` names all of them in a checkout, for the tests. */
export const testComponents: readonly Component[] = [pytestComponent, valkeyComponent];

/** An engine after `prepareEngines`: ready, or missing with the reason and the command that gets it, in one line. */
export type PreparedEngine =
  | { readonly name: string; readonly state: 'ready'; readonly version: string; readonly installedNow: boolean }
  | { readonly name: string; readonly state: 'missing'; readonly reason: string; readonly howToGetIt: string };

export interface PrepareOptions {
  /** Names of engines and of tools of the tests; by default the required engines. */
  readonly required?: readonly string[];
  readonly log?: Progress;
  /** Also loads installed engines, and reinstalls those that do not load. */
  readonly verify?: boolean;
  /** Takes the place of the component of its name. */
  readonly given?: Component;
}

/**
 * Makes these engines ready if possible, and prints one line for each that stays missing. Never throws because of
 * something that the machine lacks. If all engines are there, it prints nothing, starts no process and takes
 * milliseconds.
 */
export async function prepareEngines(options: PrepareOptions = {}): Promise<readonly PreparedEngine[]> {
  const { required = requiredEngines, log = progressOnStderr(), verify = false, given } = options;
  const all = [...(given === undefined ? [] : [given]), ...components, ...componentsOnDemand, ...testComponents];
  const begun = new Map<string, Promise<PreparedEngine>>();
  const begin = (name: string): Promise<PreparedEngine> => {
    const known = begun.get(name);
    if (known !== undefined) return known;
    const component = all.find((one) => one.name === name);
    const engine = component === undefined ? Promise.resolve(fromNpm(name)) : prepareAfter(component);
    const told = engine.then((one) => {
      if (one.state === 'missing') log.say(`${name}: missing: ${one.reason}; to get it: ${one.howToGetIt}`);
      return one;
    });
    begun.set(name, told);
    return told;
  };
  const prepareAfter = async (component: Component): Promise<PreparedEngine> => {
    const needed = await Promise.all((component.needs ?? []).map(begin));
    const lacking = needed.find(({ state }) => state === 'missing');
    if (lacking?.state !== 'missing') return prepare(component, log, verify);
    // What it needs is installed with it.
    const howToGetIt = lacking.howToGetIt.replace(`install ${lacking.name}`, `install ${component.name}`);
    return { ...lacking, name: component.name, reason: `it needs ${lacking.name}, which is missing`, howToGetIt };
  };
  const prepared = await Promise.all(required.map(begin));
  // A cache that cannot be written has been named above.
  await sweepLeftovers().catch((error) => {
    if (!(asCannotInstall(error, cacheFolder()) instanceof CannotInstall)) throw error;
  });
  return prepared;
}

/** Whether a run must fail where an engine is missing. */
export function demandsEngines(): boolean {
  return process.env.CI === 'true' || process.env.CI === '1';
}

/** The missing engines for which a run must fail: all of them with CI=true, otherwise none. */
export function missingUnderCi(prepared: readonly PreparedEngine[]): readonly string[] {
  return demandsEngines() ? prepared.filter(({ state }) => state === 'missing').map(({ name }) => name) : [];
}

async function prepare(component: Component, log: Progress, verify: boolean): Promise<PreparedEngine> {
  const { name } = component;
  try {
    const before = component.find();
    if (before === undefined && component === tfjsNodeComponent && isServedByPackage())
      return { name, state: 'ready', version: "of the package's own installer", installedNow: false };
    // The tests need some server. `engines install valkey` asks for this one.
    if (before === undefined && component === valkeyComponent && !verify && hasOwnBroker())
      return { name, state: 'ready', version: 'of this machine', installedNow: false };
    if (before !== undefined && (!verify || (await checkInstalled(component, before, log))))
      return { name, state: 'ready', version: before.version, installedNow: false };
    const damage = before === undefined ? damageOf(name) : undefined;
    if (damage !== undefined) log.say(`${name}: damaged: ${damage}; installing again`);
    const { version } = await installComponent(component, log);
    return { name, state: 'ready', version, installedNow: true };
  } catch (error) {
    const known = asCannotInstall(error, cacheFolder());
    if (!(known instanceof CannotInstall)) throw error;
    return { name, state: 'missing', reason: known.reason, howToGetIt: known.howToGetIt };
  }
}

/** An engine that comes with npm, or lastbit itself. */
function fromNpm(name: string): PreparedEngine {
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

import { fileURLToPath } from 'node:url';
import type { Availability } from './engine.ts';
import type { EngineEntry, EngineSetting } from './engine-table.ts';
import { pythonOfVenv, tfjsNodeAddon } from './install/locations.ts';
import type { Launch } from './process/engine-process.ts';
export type Missing = Extract<Availability, { kind: 'missing' }>;

/** How to start an engine of the table, or why it cannot be started. Looks at files only; starts nothing. */
export function findEngine(entry: EngineEntry, setting: EngineSetting): Launch | Missing {
  if (entry.name === 'numpy') {
    const python = pythonOfVenv();
    return python === undefined ? missing(entry) : numpyHostLaunch(python, setting.environment);
  }
  if (entry.name !== 'tfjs-node') return nodeHostLaunch(entry.name, setting.environment);
  if (tfjsNodeAddon() === undefined) return missing(entry);
  return nodeHostLaunch(entry.name, setting.environment);
}

function missing({ name, library, howToGetIt }: EngineEntry): Missing {
  return {
    kind: 'missing',
    reason: `${library} is not installed`,
    howToGetIt: howToGetIt ?? `npx lastbit engines install ${name}`,
  };
}

const host = (name: string): string => fileURLToPath(new URL(`./hosts/${name}`, import.meta.url));

/** Starts the Node host for an engine. Options of the parent's own Node are not passed on. */
export function nodeHostLaunch(engine: string, environment: Launch['environment']): Launch {
  return {
    command: process.execPath,
    words: [host('start-node-host.cjs'), engine],
    environment: { NODE_OPTIONS: undefined, NODE_V8_COVERAGE: undefined, ...environment },
  };
}

/** Starts the NumPy host by a Python that has NumPy. `-E -s`: nothing of the user's own Python settings gets in. */
export function numpyHostLaunch(python: string, environment: Launch['environment']): Launch {
  return { command: python, words: ['-E', '-s', '-u', host('numpy_host.py')], environment };
}

import { fileURLToPath } from 'node:url';
import type { Availability } from './engine.ts';
import type { EngineEntry, EngineSetting } from './engine-entry.ts';
import { damageOf, tfjsNodePackage } from './locations.ts';
import { findNpmEngine } from './npm-engines.ts';
import type { Launch } from './process/engine-process.ts';
import { findPythonEngine, type PythonEngine } from './python-engines.ts';

export type Missing = Extract<Availability, { kind: 'missing' }>;

/** How to start an engine of the table, or why that is impossible. Looks at files only; starts nothing. */
export function findEngine(entry: EngineEntry, setting: EngineSetting): Launch | Missing {
  if (entry.program === 'python') {
    const found = findPythonEngine(entry.name);
    return found === undefined ? missing(entry) : pythonHostLaunch(entry.name, found, setting.environment);
  }
  // What comes with lastbit is where Node finds it.
  if (entry.howToGetIt === undefined) return nodeHostLaunch(entry.name, setting.environment);
  const folder = entry.name === 'tfjs-node' ? tfjsNodePackage() : findNpmEngine(entry.name);
  return folder === undefined ? missing(entry) : nodeHostLaunch(entry.name, setting.environment, [folder]);
}

function missing({ name, library, howToGetIt }: EngineEntry): Missing {
  const damage = damageOf(name);
  return {
    kind: 'missing',
    reason: damage === undefined ? `${library} is not installed` : `damaged: ${damage}`,
    howToGetIt: howToGetIt ?? `npx lastbit engines install ${name}`,
  };
}

const host = (name: string): string => fileURLToPath(new URL(`./hosts/${name}`, import.meta.url));

/** The Node host for an engine, with words for its loader. Node options of the parent are not passed on. */
function nodeHostLaunch(engine: string, environment: Launch['environment'], words: readonly string[] = []): Launch {
  return {
    command: process.execPath,
    words: [host('start-node-host.cjs'), engine, ...words],
    environment: { NODE_OPTIONS: undefined, NODE_V8_COVERAGE: undefined, ...environment },
  };
}

/** The host of a library for Python. `-E -s` ignores the user's own Python settings. */
export function pythonHostLaunch(
  engine: string,
  { python, packages }: PythonEngine,
  environment: Launch['environment'] = {},
): Launch {
  return { command: python, words: ['-E', '-s', '-u', host('start_python_host.py'), engine, ...packages], environment };
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findCompiledEngine, hostIn } from './compiled-engines.ts';
import type { Availability } from './engine.ts';
import type { EngineEntry, EngineSetting } from './engine-entry.ts';
import { engineTable } from './engine-table.ts';
import { findBrowser, howToGetBrowser, softwareVulkan } from './find-browser.ts';
import { damageOf, tfjsNodePackage } from './locations.ts';
import { findNpmEngine } from './npm-engines.ts';
import type { Launch } from './process/engine-process.ts';
import { findPythonEngine, type PythonEngine } from './python-engines.ts';

export type Missing = Extract<Availability, { kind: 'missing' }>;

/** How to start an engine of the table, or why that is impossible. Looks at files only; starts nothing. */
export function findEngine(entry: EngineEntry, setting: EngineSetting): Launch | Missing {
  if (setting.gpu === true && !hasCudaDriver())
    return { kind: 'missing', reason: 'no GPU here', howToGetIt: gpuHint(entry) };
  if (entry.program === 'python') {
    const found = findPythonEngine(entry.name);
    return found === undefined ? missing(entry) : pythonHostLaunch(entry.name, found, setting.environment);
  }
  if (entry.program === 'compiled') {
    const found = findCompiledEngine(entry.name);
    if (found === undefined) return missing(entry);
    return { command: hostIn(found.folder), words: [], environment: setting.environment };
  }
  if (entry.program === 'browser') return browserLaunch(entry, setting);
  // What comes with lastbit is where Node finds it.
  if (entry.howToGetIt === undefined) return nodeHostLaunch(entry.name, setting.environment);
  const folder = entry.name === 'tfjs-node' ? tfjsNodePackage() : findNpmEngine(componentOf(entry));
  if (folder === undefined) return missing(entry);
  const vulkan = entry.name === 'tfjs-dawn' ? softwareVulkan() : {};
  return nodeHostLaunch(entry.name, { ...setting.environment, ...vulkan }, [folder]);
}

/** What `engines install` calls what an engine needs. */
const componentOf = ({ name, component = name }: EngineEntry): string => component;

/** Whether a driver for CUDA is here. For drawing and WebGPU see `hasGraphicsDevice`. */
const hasCudaDriver = (): boolean => ['/dev/nvidia0', '/proc/driver/nvidia/version', '/dev/dxg'].some(existsSync);

const gpuHint = ({ name }: EngineEntry): string =>
  `on a machine with an NVIDIA GPU: npx lastbit engines install ${name} --python PATH, a python that has it for CUDA`;

/**
 * Why a subject is unknown, if its engine is on demand and missing, and how to get it: one line. Takes the id of a
 * subject, or the name of an engine.
 */
export function absentOnDemand(id: string): string | undefined {
  const entry = engineTable.find(({ name, required }) => !required && name === id.split('/')[0]);
  if (entry === undefined) return undefined;
  const setting = entry.settings.find(({ name }) => name === id.split('@')[1]) ?? entry.settings[0]!;
  const found = findEngine(entry, setting);
  return 'kind' in found ? `${found.reason}; to get it: ${found.howToGetIt}` : undefined;
}

/** A page in the browser of this machine computes; the host in Node starts the browser. */
function browserLaunch(entry: EngineEntry, setting: EngineSetting): Launch | Missing {
  const folder = findNpmEngine(componentOf(entry));
  if (folder === undefined) return missing(entry);
  const browser = findBrowser();
  if (browser === undefined) return { kind: 'missing', reason: 'there is no Chromium', howToGetIt: howToGetBrowser() };
  return nodeHostLaunch(entry.name, setting.environment, [folder, browser]);
}

function missing(entry: EngineEntry): Missing {
  const { name, library, howToGetIt } = entry;
  const damage = damageOf(componentOf(entry));
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

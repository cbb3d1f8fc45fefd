import type { Availability } from './engine.ts';
import type { EngineEntry, EngineSetting } from './engine-table.ts';
import { findVenv, numpyVersions, pythonIn, tfjsNodeAddon } from './locations.ts';
import type { Launch } from './process/engine-process.ts';
import { nodeHostLaunch, numpyHostLaunch } from './process/host-launch.ts';

export type Missing = Extract<Availability, { kind: 'missing' }>;

/** How to start an engine of the table, or why it cannot be started. Looks at files only; starts nothing. */
export function findEngine(entry: EngineEntry, setting: EngineSetting): Launch | Missing {
  if (entry.name === 'numpy') {
    const installed = findVenv('numpy', numpyVersions);
    return installed === undefined ? missing(entry) : numpyHostLaunch(pythonIn(installed.folder), setting.environment);
  }
  if (entry.name !== 'tfjs-node') return nodeHostLaunch(entry.name, setting.environment);
  const addon = tfjsNodeAddon();
  return addon === undefined ? missing(entry) : nodeHostLaunch(entry.name, setting.environment, [addon]);
}

function missing({ name, library, howToGetIt }: EngineEntry): Missing {
  return {
    kind: 'missing',
    reason: `${library} is not installed`,
    howToGetIt: howToGetIt ?? `npx lastbit engines install ${name}`,
  };
}

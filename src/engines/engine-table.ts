import type { EngineEntry } from './engine-entry.ts';
import { enginesOnDemand } from './tables/on-demand.ts';
import { pythonEnginesOnDemand } from './tables/on-demand-python.ts';
import { requiredEntries } from './tables/required.ts';

/** The engines that lastbit knows. `lastbit engines`, docs/engines.md and the registry are made from it. */
export const engineTable: readonly EngineEntry[] = [...requiredEntries, ...enginesOnDemand, ...pythonEnginesOnDemand];

/** The names of the engines that must be present under CI=true: `lastbit` and the required ones of the table. */
export const requiredEngines: readonly string[] = ['lastbit', ...requiredEntries.map(({ name }) => name)];

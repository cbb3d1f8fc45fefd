import type { EngineSetting } from './engine-table.ts';

/** A setting with another number of threads; undefined for an engine that is not told how many to take. */
export function withThreads(setting: EngineSetting, threads: number): EngineSetting | undefined {
  const names = Object.keys(setting.environment).filter((name) => name.endsWith('_THREADS'));
  if (names.length === 0) return undefined;
  const told = Object.fromEntries(names.map((name) => [name, String(threads)]));
  return { ...setting, environment: { ...setting.environment, ...told } };
}

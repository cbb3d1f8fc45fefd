import type { Registry, Subject } from '../engines/engine.ts';
import { engineTable, withThreads } from '../engines/engine-table.ts';
import { openRegistry } from '../engines/registry.ts';

/** The engines that can be told how many threads to take, with two; they start when they are first asked. */
export function openThreaded(): Promise<Registry> {
  const told = engineTable.filter(({ settings }) => settings.every((setting) => withThreads(setting, 2) !== undefined));
  return openRegistry({ threads: 2, engines: told.map(({ name }) => name) });
}

/** The subject with two threads; undefined where its engine cannot be told. */
export function withOtherThreads({ id }: Subject, { subjects }: Registry): Subject | undefined {
  return subjects.find((subject) => subject.id === id);
}

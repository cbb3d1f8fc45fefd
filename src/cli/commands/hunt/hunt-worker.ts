import type { EndOfRun } from '../../../jobs/messages.ts';
import type { OpenedWork } from '../../../jobs/serve.ts';
import { openEngines } from '../../open-engines.ts';
import { type HuntBrief, type HuntJob, huntRow } from './hunt-all.ts';

/** The work of a process that runs hunts of `hunt --all`, with engines of its own. It keeps witnesses itself. */
export async function openHuntWork(data: unknown): Promise<OpenedWork> {
  const { engines, each } = data as HuntBrief;
  const stop = new AbortController();
  const registry = await openEngines(engines, { say: () => {}, stop: stop.signal });
  return {
    job: async (job) => {
      const done = await huntRow(job as HuntJob, each, registry, { signal: stop.signal });
      // A witness that could not be kept sets it.
      if (process.exitCode === undefined || done.row === null) return done;
      process.exitCode = undefined;
      const fault = `${done.row.subject} ${done.row.words}: a witness could not be kept in ${each.keeping.corpus}`;
      return { ...done, faults: [...done.faults, fault] };
    },
    end: (how: EndOfRun) => {
      if (how === 'stop') stop.abort();
    },
    about: () => null,
  };
}

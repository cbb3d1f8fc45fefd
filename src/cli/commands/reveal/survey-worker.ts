import type { EndOfRun } from '../../../jobs/messages.ts';
import type { OpenedWork } from '../../../jobs/serve.ts';
import { openThreaded, type RowJob, rowFinder } from '../../../survey/run-survey.ts';
import { type EngineOptions, openEngines } from '../../open-engines.ts';

/** What all rows of a survey share that a worker finds. */
export interface SurveyBrief {
  readonly engines: EngineOptions;
}

/** The work of a process that finds rows of `reveal --all`, with engines of its own. */
export async function openSurveyWork(data: unknown): Promise<OpenedWork> {
  const { engines } = data as SurveyBrief;
  const stop = new AbortController();
  const [registry, threaded] = await Promise.all([
    openEngines(engines, { say: () => {}, hurry: stop.signal, stop: stop.signal }),
    openThreaded(),
  ]);
  const find = rowFinder(registry.subjects, threaded, async () => {
    await Promise.all([registry.rest(), threaded.rest()]);
  });
  return {
    job: async (job) => find(job as RowJob),
    end: (how: EndOfRun) => {
      if (how === 'stop') stop.abort();
    },
    about: () => null,
  };
}

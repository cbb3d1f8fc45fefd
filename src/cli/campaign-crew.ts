import type { EngineStatistics } from '../engines/engine.ts';
import type { Briefing, Workers } from '../fuzz/campaign.ts';
import type { RangeRecord } from '../fuzz/range-record.ts';
import { type Crew, type RangeRunner, RunnerGone } from '../fuzz/run-ranges.ts';
import { affordable } from '../jobs/how-many.ts';
import { treeMemory } from '../jobs/memory.ts';
import { WorkerGone, WorkerProcess } from '../jobs/worker-process.ts';
import type { AboutCampaign, CampaignBrief, RangeJob, RangeNote } from './campaign-worker.ts';
import type { Interruption } from './interruption.ts';

/** How long a worker may take to finish its batch after Ctrl-C. Then it is killed; what it has found is kept. */
const graceMs = 10_000;

/** The further workers of a campaign. */
export interface CampaignCrew extends Workers {
  /** The ids of the worker processes that are ready. */
  pids(): readonly number[];
  /** Ends all worker processes. */
  end(): void;
}

/**
 * Workers for `jobs` − 1 ranges at once, beside those of this process. They start when the run turns out to be long
 * enough. Undefined for one job.
 */
export function campaignCrew(
  jobs: number,
  brief: Omit<CampaignBrief, keyof Briefing>,
  { signal, hurry }: Pick<Interruption, 'signal' | 'hurry'>,
  say: (line: string) => void,
): CampaignCrew {
  const all = new Set<WorkerProcess>();
  const ready = new Set<WorkerProcess>();
  const engines = new Map<WorkerProcess, readonly EngineStatistics[]>();
  let peak = 0;
  const measure = (): void => {
    peak = Math.max(peak, treeMemory()?.peak ?? 0);
  };
  const kill = (): void => {
    for (const worker of all) worker.kill();
  };
  const timeUp = (): void => {
    for (const worker of all) worker.tellEnd('time-up');
  };
  const stop = (): void => {
    for (const worker of all) worker.tellEnd('stop');
    setTimeout(kill, graceMs).unref();
  };
  hurry.addEventListener('abort', timeUp, { once: true });
  signal.addEventListener('abort', stop, { once: true });

  const runnerOf = (worker: WorkerProcess): RangeRunner => ({
    run: async (range, told, listener) => {
      const job: RangeJob = { range, told };
      const note = (data: unknown): void => {
        const noted = data as RangeNote;
        if ('found' in noted) listener.found?.(noted.found);
        else listener.progress?.(noted.progress);
      };
      const { data, about } = await orGone(worker.run(job, note));
      engines.set(worker, (about as AboutCampaign).engines);
      measure();
      return data as RangeRecord;
    },
  });

  const crewOf = (briefing: Briefing): Crew => ({
    get size() {
      const size = affordable(jobs - 1);
      if (size < jobs - 1) say(`--jobs ${jobs}: there is memory for ${size + 1} at once`);
      return size;
    },
    hire: async () => {
      const started = WorkerProcess.start('campaign', { ...brief, ...briefing } satisfies CampaignBrief, (worker) => {
        all.add(worker);
      });
      const worker = await orGone(started);
      ready.add(worker);
      return runnerOf(worker);
    },
    dismiss: () => {
      for (const worker of all) if (!ready.has(worker)) worker.kill();
    },
  });

  return {
    crew: (briefing) => (jobs > 1 ? crewOf(briefing) : undefined),
    say,
    peakBytes: () => {
      measure();
      return peak === 0 ? null : peak;
    },
    statistics: () => [...engines.values()].flat(),
    pids: () => [...ready].flatMap(({ pid }) => pid ?? []),
    end: () => {
      hurry.removeEventListener('abort', timeUp);
      signal.removeEventListener('abort', stop);
      kill();
    },
  };
}

async function orGone<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof WorkerGone ? new RunnerGone(error.message) : error;
  }
}

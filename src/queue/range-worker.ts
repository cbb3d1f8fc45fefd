import type { EngineStatistics } from '../engines/engine.ts';
import type { RangeRecord } from '../fuzz/range-record.ts';
import type { RangeJob, RangeNote } from '../fuzz/run-ranges.ts';
import { WorkerProcess } from '../jobs/worker-process.ts';
import type { Stretch } from './bisect.ts';

/** A range to judge; with `cases` only these of each batch, to find the one that ends a worker. */
export interface PartJob extends Pick<RangeJob, 'range' | 'told'> {
  readonly cases?: Stretch;
}

/** Somebody who judges ranges of one campaign, one at a time, and may end at any time. */
export interface RangeWorker {
  /** Rejects with WorkerGone if its process ends before. */
  judge(job: PartJob, note: (note: RangeNote) => void): Promise<RangeRecord>;
  /** What its engines went through until the end of the last range. */
  engines(): readonly EngineStatistics[];
  /** The last of its standard error. */
  lastWords(): Promise<string>;
  kill(): void;
}

/**
 * Starts a process that judges ranges. `brief` is what all its ranges share. Rejects with WorkerGone if it cannot be
 * had. Kills it when `signal` aborts.
 */
export async function startRangeWorker(brief: unknown, signal: AbortSignal): Promise<RangeWorker> {
  let process: WorkerProcess | undefined;
  let engines: readonly EngineStatistics[] = [];
  const kill = (): void => process?.kill();
  signal.addEventListener('abort', kill, { once: true });
  const end = (): void => {
    signal.removeEventListener('abort', kill);
    kill();
  };
  try {
    const started = await WorkerProcess.start('campaign', brief, (starting) => {
      process = starting;
      if (signal.aborted) kill();
    });
    return {
      judge: async (job, note) => {
        const { data, about } = await started.run(job, (noted) => note(noted as RangeNote));
        engines = (about as { readonly engines: readonly EngineStatistics[] }).engines;
        return data as RangeRecord;
      },
      engines: () => engines,
      lastWords: () => started.lastWords(),
      kill: end,
    };
  } catch (error) {
    end();
    throw error;
  }
}

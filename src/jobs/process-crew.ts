import { affordable } from './how-many.ts';
import { treeMemory } from './memory.ts';
import type { Crew } from './share-out.ts';
import { WorkerProcess } from './worker-process.ts';

/** How long a worker may take to finish after Ctrl-C. Then it is killed; what it has told is kept. */
const graceMs = 10_000;

/** When a run is over. */
export interface EndOfRunSignals {
  /** By a person or the system. */
  readonly signal: AbortSignal;
  /** Also by its time limit. */
  readonly hurry: AbortSignal;
}

/** The worker processes of one run. `About` is what a worker says of itself with each result. */
export interface ProcessCrew<Job, Note, Result, About> extends Crew<Job, Note, Result> {
  /** What the workers said last of themselves. */
  about(): readonly About[];
  /** The largest memory of this process, the workers and all that they started, in bytes; null where it is unknown. */
  peakBytes(): number | null;
  /** The ids of the processes that are ready. */
  pids(): readonly number[];
  /** Ends all of them. */
  end(): void;
}

/**
 * Up to `jobs` − 1 worker processes, beside this one. `work` names what they do, and `data` is what all their jobs
 * share.
 */
export function processCrew<Job, Note, Result, About>(
  jobs: number,
  work: string,
  data: () => unknown,
  { signal, hurry }: EndOfRunSignals,
  say: (line: string) => void,
): ProcessCrew<Job, Note, Result, About> {
  const all = new Set<WorkerProcess>();
  const ready = new Set<WorkerProcess>();
  const about = new Map<WorkerProcess, About>();
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
  return {
    get size() {
      const size = affordable(jobs - 1);
      if (size < jobs - 1) say(`--jobs ${jobs}: there is memory for ${size + 1} at once`);
      return size;
    },
    hire: async () => {
      const worker = await WorkerProcess.start(work, data(), (started) => void all.add(started));
      ready.add(worker);
      return {
        run: async (job, note) => {
          const done = await worker.run(job, (noted) => note(noted as Note));
          about.set(worker, done.about as About);
          measure();
          return done.data as Result;
        },
      };
    },
    dismiss: () => {
      for (const worker of all) if (!ready.has(worker)) worker.kill();
    },
    about: () => [...about.values()],
    peakBytes: () => {
      measure();
      return peak === 0 ? null : peak;
    },
    pids: () => [...ready].flatMap(({ pid }) => pid ?? []),
    end: () => {
      hurry.removeEventListener('abort', timeUp);
      signal.removeEventListener('abort', stop);
      kill();
    },
  };
}

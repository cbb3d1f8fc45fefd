import type { PreparedSubject } from '../../check/prepared-subject.ts';
import type { Briefing } from '../../fuzz/prepare-campaign.ts';
import { batchesInRange } from '../../fuzz/range-plan.ts';
import type { RangeRecord } from '../../fuzz/range-record.ts';
import type { RangeJob, RangeNote, RangeRunner } from '../../fuzz/run-ranges.ts';
import { toldNothing } from '../../fuzz/told.ts';
import { type ProcessCrew, processCrew } from '../../jobs/process-crew.ts';

/** In so many ranges the compiler settles. */
const settling = 3;
/** More than anybody judges in a benchmark. */
const endless = 2 ** 20;

/** A worker process that is ready and warm. */
export interface Hired {
  readonly runner: RangeRunner;
  readonly pid: number;
  /** To be called when the time is up. It then judges nothing more. */
  readonly timeUp: () => void;
  /** Judges by itself until the time is up. Gives cases per second. */
  judgeAlone(): Promise<number>;
  end(): void;
}

/** Starts a worker, and lets it judge some ranges. */
export async function hire(seed: number, ready: readonly PreparedSubject[]): Promise<Hired> {
  const [signal, hurry] = [new AbortController().signal, new AbortController()];
  const briefing: Briefing = { gone: [], ready: ready.map(({ id, version }) => ({ id, version })) };
  const settings = { ids: [], claimFiles: [], subjects: ['lastbit'], aim: {}, seed };
  const brief = { ...briefing, settings, engines: {}, known: [], observed: [] };
  const crew: ProcessCrew<RangeJob, RangeNote, RangeRecord, unknown> = processCrew(
    2,
    'campaign',
    () => brief,
    { signal, hurry: hurry.signal },
    () => {},
  );
  const runner = await crew.hire();
  const whole = (batches: number): RangeJob => ({
    range: { number: 0, from: 0, to: batches },
    ...{ told: toldNothing, place: 0 },
  });
  await runner.run(whole(settling * batchesInRange(undefined)), () => {});
  return {
    ...{ runner, pid: crew.pids()[0]!, timeUp: () => hurry.abort(), end: crew.end },
    judgeAlone: async () => {
      const begin = performance.now();
      let rate = 0;
      await runner.run(whole(endless), (note) => {
        if ('progress' in note) rate = (note.progress.cases * 1000) / (performance.now() - begin);
      });
      return rate;
    },
  };
}

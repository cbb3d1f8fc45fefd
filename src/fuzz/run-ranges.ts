import { type Crew, type Runner, shareOut } from '../jobs/share-out.ts';
import type { LostRange } from './campaign-records.ts';
import { type RangeProgress, summed } from './progress.ts';
import type { RangePlan } from './range-plan.ts';
import type { FoundEntry, Range, RangeRecord, RowRecord } from './range-record.ts';
import type { RangeListener } from './range-run.ts';
import type { Told } from './told.ts';

/** What whoever judges a range is given. */
export interface RangeJob {
  readonly range: Range;
  readonly told: Told;
  /** Its place among the ranges of this run. */
  readonly place: number;
}

/** What is told of a range while it is judged. */
export type RangeNote = { readonly found: FoundEntry } | { readonly progress: RangeProgress };

export type RangeRunner = Runner<RangeJob, RangeNote, RangeRecord>;
export type RangeCrew = Crew<RangeJob, RangeNote, RangeRecord>;

export const listening = (note: (note: RangeNote) => void): RangeListener => ({
  progress: (progress) => note({ progress }),
  found: (found) => note({ found }),
});

export interface RangeHooks {
  readonly seed: number;
  /** Whether the run is over: no further range is begun, and those at work end soon. */
  readonly isOver: () => boolean;
  readonly told: (range: Range) => Told;
  readonly found: (range: Range, found: FoundEntry) => void;
  readonly done: (record: RangeRecord) => void;
  readonly progress: (sum: RangeProgress) => void;
  /** Whether further workers would help, by what is done so far. Asked now and then. */
  readonly isLong: (sum: RangeProgress) => boolean;
  readonly say: (line: string) => void;
}

/** How the ranges of a run ended. */
export interface Ended {
  readonly workers: number;
  /** Ranges that were run again. */
  readonly again: number;
  readonly lost: readonly LostRange[];
  /** Whether no batch of the plan is left. */
  readonly isAll: boolean;
  readonly sum: RangeProgress;
}

/**
 * The largest distance between the first range that is not done and the last one that is begun: so many, and so many
 * for each range at work. Their records, some MB each, wait in memory.
 */
const [aheadAtLeast, aheadForEach] = [32, 2] as const;

const nothing = summed([]);

interface AtWork {
  progress: RangeProgress;
  /** Also what was found before its worker ended. */
  readonly found: FoundEntry[];
}

/**
 * Runs the ranges of a plan, in this process and by a crew. Gives what became of the ranges; `done` gets their records
 * in any order.
 */
export async function runRanges(
  plan: RangePlan,
  here: RangeRunner,
  crew: RangeCrew | undefined,
  hooks: RangeHooks,
): Promise<Ended> {
  const lost: LostRange[] = [];
  const atWork = new Map<number, AtWork>();
  let [finished, again, isCut] = [nothing, 0, false];
  const sum = (): RangeProgress => summed([finished, ...[...atWork.values()].map(({ progress }) => progress)]);
  const shared = await shareOut<RangeJob, RangeNote, RangeRecord>(
    {
      next: () => {
        const range = plan.next();
        if (range === undefined) return undefined;
        atWork.set(range.number, { progress: nothing, found: [] });
        return { range, told: hooks.told(range), place: plan.given - 1 };
      },
      mayBegin: (jobs) => {
        const ahead = plan.given - Math.min(plan.given, ...jobs.map(({ place }) => place));
        return ahead < aheadAtLeast + aheadForEach * jobs.length;
      },
      isOver: hooks.isOver,
      isLong: () => hooks.isLong(sum()),
      say: hooks.say,
      note: ({ range }, note) => {
        const its = atWork.get(range.number)!;
        if ('found' in note) {
          its.found.push(note.found);
          hooks.found(range, note.found);
        } else {
          its.progress = note.progress;
          hooks.progress(sum());
        }
      },
      done: ({ range }, record) => {
        const { progress, found } = atWork.get(range.number)!;
        atWork.delete(range.number);
        const { batches, cases, checked } = record;
        isCut ||= !record.isWhole;
        finished = summed([finished, { ...progress, batches, cases, checked, doing: '' }]);
        hooks.done({ ...record, findings: withEarlier(record.findings, found) });
      },
      ended: ({ range }, what, because) => {
        const its = atWork.get(range.number)!;
        its.progress = nothing;
        if (what === 'again') {
          again += 1;
          return;
        }
        atWork.delete(range.number);
        isCut ||= what === 'over';
        if (what === 'lost') lost.push({ range: range.number, because });
        hooks.done(emptyRecord(hooks.seed, range, its.found));
      },
    },
    here,
    crew,
  );
  lost.sort((one, other) => one.range - other.range);
  return { workers: shared.workers, again, lost, isAll: shared.isAll && !isCut, sum: sum() };
}

/** What a worker that ended had found may not be found again if the run is over then. */
function withEarlier(findings: readonly FoundEntry[], earlier: readonly FoundEntry[]): readonly FoundEntry[] {
  const numbers = new Set(findings.map(({ number }) => number));
  return [...findings, ...earlier.filter(({ number }) => !numbers.has(number))];
}

/** The record of a range that nobody judged to the end: a row for each counterexample that it had found. */
function emptyRecord(seed: number, range: Range, findings: readonly FoundEntry[]): RangeRecord {
  const rows = new Map<string, RowRecord>();
  for (const { entry, row } of findings) {
    const [claim, subject] = row;
    const before = rows.get(row.join(' '))?.violations ?? 0;
    rows.set(row.join(' '), {
      ...{ claim, subject, version: entry.subject.version, violations: before + 1 },
      ...{ batches: 0, cases: 0, outputs: 0, knownHits: 0, declined: 0, failures: 0, discarded: {}, attained: 0 },
      ...{ histogram: { zero: 0, bins: [] }, distributions: {}, attainedByTerms: {} },
    });
  }
  return {
    ...{ ...range, seed, isWhole: false, batches: 0, cases: 0, checked: 0, checkedBounds: 0, batchesAlone: 0 },
    ...{ waitedMs: 0, rows: [...rows.values()], findings, covered: [], sampled: null, defectHits: {} },
    evidence: { shapes: [], rows: [], comparisons: [] },
  };
}

import type { AnyEntry } from '../corpus/entry.ts';
import type { CampaignResult, QuarantinedReport } from '../fuzz/campaign-records.ts';
import { quarantinedReport } from './gather.ts';
import type { Ability, Disagreement, LivingWorker, Quarantined } from './records.ts';
import { type CampaignState, isDone, isUnserved, type JobCounts, type LargestRatio } from './state.ts';

/** What `watch --json` prints a line for: plain JSON. */
export type CampaignChange =
  | {
      readonly change: 'campaign';
      readonly id: string;
      readonly seed: number;
      readonly added: string;
      readonly jobs: number;
      readonly ranges: number;
      readonly queue: string;
      readonly ability: Ability;
    }
  | {
      readonly change: 'jobs';
      readonly jobs: JobCounts;
      readonly read: number;
      readonly cases: number;
      readonly casesPerSecond: number;
      readonly secondsLeft: number | null;
      readonly workers: number;
    }
  | { readonly change: 'worker'; readonly is: 'here' | 'gone'; readonly worker: LivingWorker }
  /** Whether a worker serves the queue on which jobs are left. */
  | { readonly change: 'queue'; readonly queue: string; readonly served: boolean }
  | {
      readonly change: 'finding';
      readonly entry: AnyEntry;
      readonly claim: string;
      readonly subject: string;
      readonly range: number;
      readonly minimal: boolean;
      readonly replay: string;
    }
  | { readonly change: 'largest'; readonly largest: LargestRatio }
  | { readonly change: 'quarantined'; readonly quarantined: QuarantinedReport }
  | { readonly change: 'disagreement'; readonly disagreement: Disagreement }
  | { readonly change: 'unreadable'; readonly because: string }
  /** The broker does not answer, and why; null when it answers again. */
  | { readonly change: 'broker'; readonly away: string | null }
  | { readonly change: 'end'; readonly verdict: CampaignResult['verdict'] };

/** The commands that a change names. */
export interface ChangeCommands {
  readonly replay: (entry: AnyEntry) => string;
  readonly reproduce: (quarantined: Quarantined) => string;
}

/** What changed between two looks, each thing once; without `before` all that there is. */
export function changesBetween(
  before: CampaignState | undefined,
  after: CampaignState,
  { replay, reproduce }: ChangeCommands,
): readonly CampaignChange[] {
  const { campaign, workers, findings, worst, quarantined, disagreements, unreadable } = after;
  const { id, seed, added, ranges, queue, ability } = campaign;
  const workersBefore = before?.workers ?? [];
  const isNew = <Item>(all: readonly Item[], key: (item: Item) => string, earlier: readonly Item[] = []): Item[] => {
    const keys = new Set(earlier.map(key));
    return all.filter((item) => !keys.has(key(item)));
  };
  return [
    ...(before === undefined
      ? [{ change: 'campaign', id, seed, added, jobs: after.jobs.of, ranges, queue, ability } as const]
      : []),
    ...isNew(workers, ({ id }) => id, workersBefore).map(
      (worker) => ({ change: 'worker', is: 'here', worker }) as const,
    ),
    ...isNew(workersBefore, ({ id }) => id, workers).map(
      (worker) => ({ change: 'worker', is: 'gone', worker }) as const,
    ),
    ...servedChange(before, after),
    ...isNew(findings, ({ entry }) => entry.id, before?.findings).map(({ entry, row, range, minimal }) => {
      const [claim, subject] = row;
      return { change: 'finding', entry, claim, subject, range, minimal, replay: replay(entry) } as const;
    }),
    ...isNew(worst.slice(0, 1), (one) => JSON.stringify(one), before?.worst.slice(0, 1)).map(
      (largest) => ({ change: 'largest', largest }) as const,
    ),
    ...isNew(quarantined, (one) => JSON.stringify(one), before?.quarantined).map(
      (one) => ({ change: 'quarantined', quarantined: quarantinedReport(one, reproduce(one)) }) as const,
    ),
    ...isNew(disagreements, (one) => JSON.stringify(one), before?.disagreements).map(
      (disagreement) => ({ change: 'disagreement', disagreement }) as const,
    ),
    ...isNew(unreadable, (because) => because, before?.unreadable).map(
      (because) => ({ change: 'unreadable', because }) as const,
    ),
    ...jobsChange(before, after),
  ];
}

function servedChange(before: CampaignState | undefined, after: CampaignState): readonly CampaignChange[] {
  if (isDone(after)) return [];
  const served = !isUnserved(after);
  if (before !== undefined && served === !isUnserved(before)) return [];
  return [{ change: 'queue', queue: after.campaign.queue, served }];
}

function jobsChange(before: CampaignState | undefined, after: CampaignState): readonly CampaignChange[] {
  const [was, is] = [before, after].map((state) => (state === undefined ? undefined : countsIn(state)));
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [is!];
}

const countsIn = (state: CampaignState): CampaignChange => {
  const { jobs, read, cases, casesPerSecond, secondsLeft, workers } = state;
  return { change: 'jobs', ...{ jobs, read, cases, casesPerSecond, secondsLeft }, workers: workers.length };
};

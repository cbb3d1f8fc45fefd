import { exampleEntry } from '../corpus/example-entries.test-support.ts';
import type { EngineStatistics } from '../engines/engine.ts';
import { digestOf, joinRecords } from '../fuzz/join-records.ts';
import type { FoundEntry, RangeRecord, RowRecord } from '../fuzz/range-record.ts';
import type { CampaignReader } from './reader.ts';
import type { Disagreement, JobResult, LivingWorker, MachineKind, Quarantined, QueuedCampaign } from './records.ts';
import type { CampaignState } from './state.ts';
import { campaignId, jobOf, queueName } from './store.ts';

export const exampleMachine: MachineKind = {
  ...{ architecture: 'x64', processor: 'Some <CPU>', features: ['avx2'], node: 'v20.0.0' },
};

const head: QueuedCampaign['head'] = {
  ...{ seed: 7, isAimed: false, saved: [], defects: [], unreadable: [] },
  claims: [
    {
      ...{ id: 'dot-any-order', kind: 'output', status: 'proven' },
      ...{ statement: 'It is near.', source: 'nobody' },
    },
  ],
  rows: [{ claim: 'dot-any-order', subject: 'some/conv2d', version: '1.0', proven: true }],
};

/** A campaign of seven ranges in four jobs. */
export const exampleCampaign: QueuedCampaign = withItsId({
  ...{ id: '', settings: {}, known: [], observed: [], gone: [], head, added: '2026-11-30T12:00:00.000Z' },
  ability: {
    ...{ lastbit: '0.1.0', architecture: 'x64', claimFiles: [], engines: [] },
    subjects: [{ id: 'some/conv2d', version: '1.0' }],
  },
  ...{ ranges: 7, batchesInRange: 32, batches: 7 * 32, rangesInJob: 2 },
});

function withItsId(campaign: QueuedCampaign): QueuedCampaign {
  return { ...campaign, id: campaignId(campaign) };
}

/** A finding of a range. */
export function exampleFinding(id: string = exampleEntry.id, number = 0): FoundEntry {
  const entry = { ...exampleEntry, id, command: `npx lastbit corpus replay ${id}` };
  return { number, entry, row: ['dot-any-order', 'some/conv2d'], minimal: true };
}

export function exampleRecord(number: number, attained: number, findings: readonly FoundEntry[] = []): RangeRecord {
  const row: RowRecord = {
    ...{ claim: 'dot-any-order', subject: 'some/conv2d', version: '1.0', batches: 32, cases: 100, outputs: 100 },
    ...{ knownHits: 0, violations: findings.length, declined: 0, failures: 0, discarded: {}, attained },
    ...{ histogram: { zero: 100, bins: [] }, distributions: {}, attainedByTerms: {} },
  };
  return {
    ...{ number, from: number * 32, to: number * 32 + 32, seed: 7, isWhole: true, batches: 32, cases: 100 },
    ...{ checked: 100, checkedBounds: 100, batchesAlone: 0, waitedMs: number, rows: [row], findings, covered: [] },
    ...{ evidence: { shapes: [], rows: [], comparisons: [] }, sampled: null, defectHits: {} },
  };
}

export function exampleWorker(
  id: string,
  queues: readonly string[] = [queueName(exampleCampaign.ability)],
): LivingWorker {
  return {
    ...{ id, host: 'some-host', machine: exampleMachine, jobs: 2, queues, done: 3, cases: 600, casesPerSecond: 50 },
    since: '2026-11-30T12:01:00.000Z',
  };
}

/** What a broker would hold, in memory. Tests change it between two looks. */
export interface FakeQueue extends CampaignReader {
  readonly results: Map<number, JobResult | Error>;
  readonly active: Set<number>;
  readonly given: Quarantined[];
  readonly newsOf: Disagreement[];
  readonly living: LivingWorker[];
  /** Gives a job a result, whose ranges have these records. */
  finish(job: number, records?: readonly RangeRecord[], engines?: readonly EngineStatistics[]): void;
}

export function fakeQueue(campaign: QueuedCampaign = exampleCampaign): FakeQueue {
  const results = new Map<number, JobResult | Error>();
  const active = new Set<number>();
  const lists: Pick<FakeQueue, 'given' | 'newsOf' | 'living'> = { given: [], newsOf: [], living: [] };
  return {
    ...{ results, active, ...lists },
    doneCount: async () => results.size,
    doneNumbers: async () => [...results.keys()].sort((one, other) => one - other),
    result: async (_, job) => {
      const result = results.get(job);
      if (result instanceof Error) throw result;
      return result;
    },
    quarantined: async () => [...lists.given],
    news: async () => [...lists.newsOf],
    workers: async () => [...lists.living],
    activeNumbers: async () => [...active],
    finish: (number, records, engines = []) => {
      const job = jobOf(campaign, number);
      const { firstRange, endRange } = job;
      const all = joinRecords(
        records ?? Array.from({ length: endRange - firstRange }, (_, at) => exampleRecord(firstRange + at, 0.25)),
      );
      active.delete(number);
      results.set(number, { job, machine: exampleMachine, record: all, engines, digest: digestOf(all) });
    },
  };
}

/** A state with one thing of each kind; texts that could come from anybody hold `hostile`. */
export function exampleWatchState(hostile = 'harmless'): CampaignState {
  const job = jobOf(exampleCampaign, 3);
  const { id, added, ability, ranges, rangesInJob, head } = exampleCampaign;
  const { entry, row } = exampleFinding();
  return {
    campaign: { ...{ id, added, ability, ranges, rangesInJob }, seed: head.seed, queue: queueName(ability) },
    jobs: { of: 4, done: 1, active: 1, waiting: 1, quarantined: 1 },
    ...{ read: 1, cases: 200, casesPerSecond: 50, secondsLeft: 8000 },
    workers: [{ ...exampleWorker('worker-one'), host: hostile, machine: { ...exampleMachine, processor: hostile } }],
    findings: [{ entry: { ...entry, subject: { ...entry.subject, version: hostile } }, row, minimal: false, range: 1 }],
    worst: [{ claim: 'dot-any-order', subject: hostile, ratio: 0.75, range: 1 }],
    quarantined: [
      { job, reasons: [hostile], stderr: `first\n${hostile}\n`, culprit: { range: 6, batch: 200, case: 3 } },
    ],
    disagreements: [
      { job, machine: { ...exampleMachine, processor: hostile }, digests: ['a'.repeat(64), 'b'.repeat(64)] },
    ],
    unreadable: [hostile],
  };
}

import type { Range, RangeRecord } from '../fuzz/range-record.ts';
import { WorkerGone } from '../jobs/share-out.ts';
import type { PartJob, RangeWorker } from './range-worker.ts';
import type { Ability, MachineKind, QueuedCampaign } from './records.ts';
import { campaignId } from './store.ts';

export const exampleAbility: Ability = {
  ...{ lastbit: '1.0.0', architecture: 'x64', claimFiles: [], engines: [] },
  subjects: [{ id: 'one/conv2d', version: '2' }],
};

export const exampleMachine: MachineKind = {
  ...{ architecture: 'x64', processor: 'a processor', features: ['fma'], node: 'v20.0.0' },
};

/** A campaign of ranges of 8 batches, the last one with 3. */
export function exampleCampaign(
  ranges: number,
  rangesInJob: number,
  ability: Ability = exampleAbility,
): QueuedCampaign {
  const rest: Omit<QueuedCampaign, 'id'> = {
    ...{ ability, settings: {}, known: [], observed: [], gone: [] },
    head: { seed: 7, isAimed: false, claims: [], rows: [], saved: [], defects: [], unreadable: [] },
    ...{ ranges, batchesInRange: 8, batches: 8 * ranges - 5, rangesInJob, added: '2026-01-01T00:00:00.000Z' },
  };
  return { id: campaignId(rest), ...rest };
}

/** The record of a range in which nothing was judged; `cases` may tell two runs apart. */
export function exampleRecord({ number, from, to }: Range, cases: number = to - from): RangeRecord {
  return {
    ...{ seed: 7, number, from, to, isWhole: true, batches: to - from, cases, checked: 0, checkedBounds: 0 },
    ...{ batchesAlone: 0, waitedMs: Math.random(), rows: [], findings: [], covered: [], sampled: null },
    ...{ defectHits: {}, evidence: { shapes: [], rows: [], comparisons: [] } },
  };
}

/** A worker that gives such records, and ends where `isPoison` says. */
export function exampleWorker(isPoison: (job: PartJob) => boolean = () => false): RangeWorker {
  let isGone = false;
  return {
    judge: async (job) => {
      if (isGone || isPoison(job)) {
        isGone = true;
        throw new WorkerGone('a worker ended by SIGKILL');
      }
      return exampleRecord(job.range);
    },
    engines: () => [],
    lastWords: async () => (isGone ? 'its last words' : ''),
    kill: () => {
      isGone = true;
    },
  };
}

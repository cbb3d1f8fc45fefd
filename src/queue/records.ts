import type { AnyEntry } from '../corpus/entry.ts';
import type { ObservedBehaviour } from '../corpus/observed-behaviours.ts';
import type { EngineStatistics } from '../engines/engine.ts';
import type { CampaignHead, RangeRecord } from '../fuzz/range-record.ts';

/**
 * What campaigns of many machines keep on the broker, as plain JSON. It is data only: no code, no command, no path.
 * Everything that comes back from the broker is checked by a schema before it is used.
 */

/** What a worker must have to judge the jobs of a campaign. Its text is the name of a queue. */
export interface Ability {
  /** The version of lastbit. */
  readonly lastbit: string;
  /** As in `process.arch`. */
  readonly architecture: string;
  /** The subjects that take part, with the versions of their engines, sorted by id. */
  readonly subjects: readonly { readonly id: string; readonly version: string }[];
  /** The sha256 of the files with the user's own claims, sorted. */
  readonly claimFiles: readonly string[];
  /** The user's own engines that take part, sorted by name, with the sha256 of the files that their commands name. */
  readonly engines: readonly { readonly name: string; readonly files: readonly string[] }[];
}

/** A campaign as it is kept on the broker. */
export interface QueuedCampaign {
  /** The sha256 of all other members but `added`. */
  readonly id: string;
  readonly ability: Ability;
  /** What is tried: plain data, which whoever uses it checks. */
  readonly settings: unknown;
  /** Recorded defects, observed behaviours and which of the defects are gone, as the adding machine read them. */
  readonly known: readonly AnyEntry[];
  readonly observed: readonly ObservedBehaviour[];
  readonly gone: readonly string[];
  /** What all ranges share; the merge begins with it. */
  readonly head: CampaignHead;
  /** Ranges from 0 on, `rangesInJob` in each job, the last one perhaps fewer. */
  readonly ranges: number;
  /** Of each range; the last one may have fewer. */
  readonly batchesInRange: number;
  /** Of all ranges. */
  readonly batches: number;
  readonly rangesInJob: number;
  /** When it was added, as an ISO date. */
  readonly added: string;
}

/** One job: a few ranges in a row. Its id on the queue is the sha256 of these members. */
export interface QueuedJob {
  readonly campaign: string;
  /** 0, 1, 2, … */
  readonly number: number;
  readonly firstRange: number;
  /** One after the last. */
  readonly endRange: number;
}

/** The kind of machine on which a job ran: two runs of one job on one kind must give equal records. */
export interface MachineKind {
  readonly architecture: string;
  readonly processor: string;
  readonly features: readonly string[];
  readonly node: string;
}

/** What a job gave. It is stored once for each job; a second run is only compared. */
export interface JobResult {
  readonly job: QueuedJob;
  readonly machine: MachineKind;
  /** Those of the ranges of the job, joined into one. */
  readonly record: RangeRecord;
  /** What the engines of its worker went through meanwhile. */
  readonly engines: readonly EngineStatistics[];
  /** The sha256 of the record without what is by the clock. */
  readonly digest: string;
}

/** Two runs of one job on one kind of machine that differ: something is not reproducible. */
export interface Disagreement {
  readonly job: QueuedJob;
  readonly machine: MachineKind;
  readonly digests: readonly [kept: string, later: string];
}

/** A job that was given up. */
export interface Quarantined {
  readonly job: QueuedJob;
  /** How each try ended. */
  readonly reasons: readonly string[];
  /** The last lines of standard error of its worker. */
  readonly stderr: string;
  /** The smallest part that still ends a worker, as far as it was searched for. */
  readonly culprit?: { readonly range: number; readonly batch?: number; readonly case?: number };
}

/** A worker as it shows itself, renewed every few seconds; it is gone when it is not renewed. */
export interface LivingWorker {
  readonly id: string;
  readonly host: string;
  readonly machine: MachineKind;
  readonly jobs: number;
  /** The names of the queues that it serves. */
  readonly queues: readonly string[];
  /** Since it began. */
  readonly done: number;
  readonly cases: number;
  readonly casesPerSecond: number;
  readonly since: string;
}

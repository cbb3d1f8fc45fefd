import type { DifferenceKind, MetamorphicCounterexample } from '../check/metamorphic-records.ts';
import type { Place } from '../check/place.ts';
import type { Claim } from '../claims/claim.ts';
import type { ClaimStatus } from '../claims/claim-text.ts';
import type { Sizes } from '../conv/size-range.ts';
import type { AnyEntry, CorpusEntry } from '../corpus/entry.ts';
import type { ObservedBehaviour } from '../corpus/observed-behaviours.ts';
import type { EngineStatistics, Subject } from '../engines/engine.ts';
import type { FilledHistogram } from '../judge/ratio-histogram.ts';
import type { SavedState } from '../replay/saved-failures.ts';
import type { CaseSource } from './case-source.ts';
import type { Coverage } from './coverage.ts';
import type { Fault } from './faults/fault.ts';

/** What the batches of a range are tried with. */
export interface RangeOptions {
  readonly claims: readonly Claim[];
  /** Whether claims about rounded operations and sums are tried on the arithmetic of this process. Default true. */
  readonly arithmetic?: boolean;
  /** How many terms the sums of that arithmetic have. Default: 1 to 32. */
  readonly terms?: Sizes | undefined;
  readonly source: CaseSource;
  /** The number of inputs of the campaign, if it has one. */
  readonly cases?: number;
  readonly signal?: AbortSignal;
  /** Entries whose defects explain violations. */
  readonly known?: readonly AnyEntry[];
  /** What engines were observed to do. A case that is recorded for a difference is reused, not minimised again. */
  readonly observed?: readonly ObservedBehaviour[];
  /** Whether the seconds of the campaign are over. */
  readonly isTimeUp?: () => boolean;
}

/** A part of a campaign: of its ranges every n-th one, from the k-th on. 1 ≤ k ≤ n. */
export interface Shard {
  readonly k: number;
  readonly n: number;
}

export interface CampaignOptions extends Omit<RangeOptions, 'isTimeUp'> {
  readonly subjects: readonly Subject[];
  /**
   * The limit that is reached first stops the campaign. `cases` counts inputs. Without a limit only the signal stops
   * it. `seconds` stops it between two batches: what it says of a number of batches does not depend on time.
   */
  readonly cases?: number;
  readonly seconds?: number;
  /** Only every n-th range, from the k-th on. All shards of a seed and a number of cases together are the campaign. */
  readonly shard?: Shard;
  /** Called when the seconds are over, while a batch may still be at work. */
  readonly onTimeUp?: () => void;
  /**
   * Why files of the corpus could not be read. Each fails the run, because a defect that it records explains nothing.
   */
  readonly unreadable?: readonly string[];
  /** What the engines of the subjects went through so far. Without it the campaign cannot tell of restarts. */
  readonly statistics?: () => readonly EngineStatistics[];
  /** Called before a range: an engine that was given up because it crashed is then asked again. */
  readonly renew?: () => void;
  /** The folder in which new entries are written, each at once. Without it they are only in the result. */
  readonly corpus?: string;
  readonly onProgress?: (progress: CampaignProgress) => void;
  readonly onFinding?: (finding: Finding) => void;
}

export type RowVerdict = 'holds' | 'violated' | 'known-defect' | 'vacuous' | 'failed' | 'missing';

/** One claim about one subject. Counts are of outputs; `cases` counts inputs. */
export interface CampaignRow {
  readonly claim: string;
  readonly subject: string;
  readonly version: string;
  /** The other subjects, if the claim compares several. */
  readonly partner?: string;
  readonly verdict: RowVerdict;
  /**
   * True if a proven claim or one of the user's own is violated and no recorded defect explains it, or if an engine
   * failed. The exit status is then 1.
   */
  readonly alarm: boolean;
  readonly cases: number;
  readonly outputs: number;
  /** The number of outputs for which a hypothesis failed, by hypothesis. */
  readonly discarded: Readonly<Record<string, number>>;
  readonly discardedShare: number;
  /** The largest error ÷ bound among outputs that satisfy the claim. */
  readonly attained: number;
  readonly attainedBy?: Place;
  /** All judged outputs, violations included. */
  readonly histogram: FilledHistogram;
  readonly distributions: Readonly<Record<string, DistributionCount>>;
  /** Number of products of an output → largest error ÷ bound among such outputs. Only where the number is known. */
  readonly attainedByTerms: Readonly<Record<number, number>>;
  /** Violations that a recorded defect explains. `violations` counts all others. */
  readonly knownHits: number;
  readonly violations: number;
  /** The ids of the entries that this row wrote. */
  readonly entries: readonly string[];
  /** The first of these entries; for a refuted claim the refutation kept with it, if it still refutes the claim. */
  readonly counterexample: AnyEntry | null;
  /** The cases that the subject declined. `failures` counts the batches in which it failed. */
  readonly declined: number;
  readonly failures: number;
  /**
   * For a metamorphic claim: the pairs of outputs that differed, by what they show, and the simplest case of the most
   * serious kind.
   */
  readonly differences?: Readonly<Partial<Record<DifferenceKind, number>>>;
  readonly difference?: MetamorphicCounterexample;
  /** Why the subject is missing, how it failed, or why the claim does not apply to it. */
  readonly because?: string;
  /** Of a claim about a revealed tree: tree and arithmetic in words. */
  readonly order?: string;
  /** The transform that computes some shapes, whose outputs were held to its normwise bound; with the first shape. */
  readonly transform?: string;
}

export interface DistributionCount {
  readonly outputs: number;
  readonly discarded: number;
  readonly attained: number;
}

/** The entry of a minimised violation that no recorded defect explains. */
export interface Finding {
  readonly entry: AnyEntry;
  /** Nothing simpler fails. False if the search was cut: by the number of evaluations, or because the run was over. */
  readonly minimal: boolean;
  /** If it was cut because the run was over: the same run with more time finishes it. */
  readonly cutByEnd?: boolean;
  /** The corpus already had it when the campaign began. */
  readonly keptBefore: boolean;
  /** Where it was written; null if the campaign writes no entries or could not write this one. */
  readonly path: string | null;
  /** Why it could not be written. */
  readonly notWritten: string | null;
  /** The command that replays it, with the options of this run. Only `--json` prints it here. */
  readonly replay?: string;
}

/**
 * A recorded defect of a subject that took part. Its entry is replayed when the campaign begins; `shows` is the
 * result.
 */
export interface DefectReport {
  readonly entry: CorpusEntry;
  /** The violations that it explained, counted once for each claim. 0 means that no random case showed it. */
  readonly hits: number;
  readonly sameVersion: boolean;
  /**
   * False if the defect is gone, which is news. Null if its claim is unknown, if the subject declined or failed, or if
   * the defect shows by chance and did not.
   */
  readonly shows: boolean | null;
}

/** A kept failure of one of the user's own engines, which was replayed before anything was drawn. */
export interface SavedReport {
  /** As it is kept from now on. */
  readonly entry: CorpusEntry;
  readonly state: SavedState;
  /** Why there is no verdict, or how the engine failed to answer; else null. */
  readonly because: string | null;
  /** Why a fixed entry could not be written; else null. */
  readonly notWritten: string | null;
  /** As in a finding. */
  readonly replay?: string;
}

/**
 * A campaign as plain JSON data. `--json` prints this record, the schema describes it, and the text and the report are
 * drawn from it.
 */
export interface CampaignResult {
  readonly seed: number;
  readonly batches: number;
  readonly cases: number;
  /** The pairs of a subject and a case on which a claim was judged. */
  readonly checked: number;
  readonly elapsedMs: number;
  /** The time spent waiting for engines with nothing else to do. */
  readonly waitedMs: number;
  readonly claims: readonly {
    readonly id: string;
    readonly kind: Claim['kind'];
    readonly status: ClaimStatus;
    readonly statement: string;
    readonly source: string;
  }[];
  readonly rows: readonly CampaignRow[];
  /** The cases that are so large that a sample of their outputs was judged; null without any. */
  readonly sampled: SampledCases | null;
  readonly findings: readonly Finding[];
  /** The shapes of the convolutions that were tried. */
  readonly coverage: Coverage;
  /** Violations that seem to come from one fault, together, with guesses at what it is. */
  readonly faults: readonly Fault[];
  /** Entries with a larger error ÷ bound than the corpus records for their claim and subject. */
  readonly worstCases: readonly AnyEntry[];
  readonly defects: readonly DefectReport[];
  readonly saved: readonly SavedReport[];
  readonly stoppedBy: 'cases' | 'seconds' | 'signal';
  /** Who worked on it. Beside times and `engines`, this is all that depends on the number of workers. */
  readonly jobs: JobsReport;
  /** What every engine process did since it was opened, the batch included that was asked and not judged any more. */
  readonly engines: readonly EngineStatistics[];
  /** Files of the corpus that could not be read, and why. */
  readonly unreadable: readonly string[];
  readonly verdict: {
    /** The pairs of claim and subject with a judged output. */
    readonly judged: number;
    /** Everything that makes the exit status differ from 0. */
    readonly unexpected: readonly Unexpected[];
  };
}

/** The ranges of a campaign, and the processes that judged them. */
export interface JobsReport {
  /** The processes that judged, this one included. */
  readonly workers: number;
  /** The ranges that were begun. */
  readonly ranges: number;
  /** The ranges that were run again because their worker ended. */
  readonly again: number;
  /** The ranges whose worker ended twice. Their counterexamples are kept, their counts are missing. */
  readonly lost: readonly LostRange[];
  /**
   * The largest resident memory of all processes, engines included, summed, in bytes. Null where the system does not
   * tell. What processes share is counted in each.
   */
  readonly peakBytes: number | null;
  /** Of a campaign that was merged from parts: what is not there, a line each. Absent if nothing is missing. */
  readonly missing?: readonly string[];
  /** Counterexamples of other machines that do not show on this one. They are no findings. Absent without any. */
  readonly notShown?: readonly NotShown[];
  /** Counterexamples of other machines that cannot be replayed on this one, and why. Absent without any. */
  readonly notReplayed?: readonly NotShown[];
  /** Of a campaign of a queue: what the queue had when it was reported. */
  readonly queued?: QueueReport;
}

/** The queue of a campaign that many machines judged. */
export interface QueueReport {
  readonly campaign: string;
  readonly jobs: number;
  readonly done: number;
  /** Whether a worker serves the queue; null if no job is left. */
  readonly served: boolean | null;
  /** Jobs that were given up, and that have no result. */
  readonly quarantined: readonly QuarantinedReport[];
  /** Two runs of one job on one kind of machine that gave different records, a line each. */
  readonly disagreements: readonly string[];
}

/** A job that was given up: the ranges from `firstRange` to `endRange` − 1. */
export interface QuarantinedReport {
  readonly job: number;
  readonly firstRange: number;
  readonly endRange: number;
  readonly reasons: readonly string[];
  readonly stderr: string;
  /** The smallest part that still ends a worker. */
  readonly culprit?: { readonly range: number; readonly batch?: number; readonly case?: number };
  /** The command that judges its range again. */
  readonly reproduce: string;
}

export interface NotShown {
  readonly claim: string;
  readonly subject: string;
  readonly id: string;
  readonly because: string;
}

export interface LostRange {
  readonly range: number;
  readonly because: string;
}

/**
 * Why a run fails. `lost` is a range whose worker ended twice. `violated` and `failed` are rows with an alarm;
 * `not-written` is a counterexample that is not on disk; `still-fails`, `regression` and `not-replayed` are kept
 * failures of the user's own engines; `unreadable` is a file of the corpus; `unreliable` is an engine that was
 * restarted too often. `missing` is a part of a campaign, `not-shown` a counterexample of another machine;
 * `quarantined` is a job that was given up, `not-reproducible` one that gave two results. A run in which nothing was
 * judged shows nothing, so it fails too.
 */
export type Unexpected =
  | { readonly kind: UnexpectedOfSubject; readonly claim: string; readonly subject: string }
  | { readonly kind: 'unreliable'; readonly engine: string }
  | { readonly kind: UnexpectedOfRun; readonly because: string };

type UnexpectedOfRun = 'unreadable' | 'nothing-judged' | 'lost' | 'missing' | 'quarantined' | 'not-reproducible';

type UnexpectedOfSubject =
  | 'violated'
  | 'failed'
  | 'not-written'
  | 'not-shown'
  | 'still-fails'
  | 'regression'
  | 'not-replayed';

/** Large cases: how many, of how many shapes, how many outputs they have in all, and how many of these were judged. */
export interface SampledCases {
  readonly shapes: number;
  readonly cases: number;
  readonly judged: number;
  readonly outputs: number;
}

/** What a live line shows. */
export interface CampaignProgress {
  readonly elapsedMs: number;
  readonly batches: number;
  readonly cases: number;
  readonly checked: number;
  readonly casesPerSecond: number;
  readonly bestRatio: number;
  readonly bestSubject: string;
  readonly findings: number;
  /** Those of the findings that the corpus already had. */
  readonly keptBefore: number;
  readonly knownHits: number;
  readonly doing: string;
}

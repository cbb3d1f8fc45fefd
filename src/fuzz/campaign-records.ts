import type { DifferenceKind, MetamorphicCounterexample } from '../check/metamorphic-records.ts';
import type { Place } from '../check/place.ts';
import type { Claim } from '../claims/claim.ts';
import type { ClaimStatus } from '../claims/claim-text.ts';
import type { AnyEntry, CorpusEntry } from '../corpus/entry.ts';
import type { ObservedBehaviour } from '../corpus/observed-behaviours.ts';
import type { Subject } from '../engines/engine.ts';
import type { RatioHistogram } from '../judge/ratio-histogram.ts';
import type { CaseSource } from './case-source.ts';

export interface CampaignOptions {
  readonly subjects: readonly Subject[];
  readonly claims: readonly Claim[];
  /**
   * Whether claims about rounded operations and sums are tried on the arithmetic of this process; they are unless this
   * is false.
   */
  readonly arithmetic?: boolean;
  readonly source: CaseSource;
  /** Stops at whichever comes first; `cases` counts inputs. Without either, at the signal only. */
  readonly cases?: number;
  readonly seconds?: number;
  readonly signal?: AbortSignal;
  /** Entries whose defects explain violations. */
  readonly known?: readonly AnyEntry[];
  /**
   * What engines were observed to do: a case that is recorded for a difference stands for it, and is not shrunk again.
   */
  readonly observed?: readonly ObservedBehaviour[];
  /** Where new entries are written, each at once; without it they are only in the result. */
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
  /** The other subjects of a claim about how several stand to one another. */
  readonly partner?: string;
  readonly verdict: RowVerdict;
  /** A proven claim is violated and no recorded defect explains it, or an engine failed: the exit status is 1. */
  readonly alarm: boolean;
  readonly cases: number;
  readonly outputs: number;
  /** Outputs for which a hypothesis failed, by hypothesis. */
  readonly discarded: Readonly<Record<string, number>>;
  readonly discardedShare: number;
  /** Largest error ÷ bound among outputs that keep the claim. */
  readonly attained: number;
  readonly attainedBy?: Place;
  /** Of all outputs judged, violations included. */
  readonly histogram: RatioHistogram;
  readonly distributions: Readonly<Record<string, DistributionCount>>;
  /** Number of products of an output → largest error ÷ bound among outputs of so many; only where it is known. */
  readonly attainedByTerms: Readonly<Record<number, number>>;
  /** Violations that a recorded defect explains, and others. */
  readonly knownHits: number;
  readonly violations: number;
  /** Ids of the entries that this row made. */
  readonly entries: readonly string[];
  /** What is kept with a refuted claim, and refutes it still. */
  readonly refutation?: CorpusEntry;
  /** Cases that the subject declined, and batches in which it failed. */
  readonly declined: number;
  readonly failures: number;
  /**
   * Of a claim about behaviour: pairs of outputs that differed, by what they show, and the smallest case of the gravest
   * kind.
   */
  readonly differences?: Readonly<Partial<Record<DifferenceKind, number>>>;
  readonly difference?: MetamorphicCounterexample;
  /** Why it is missing, how it failed, or why the claim does not speak of it. */
  readonly because?: string;
}

export interface DistributionCount {
  readonly outputs: number;
  readonly discarded: number;
  readonly attained: number;
}

/** The entry of a violation that nothing recorded explains, minimised. */
export interface Finding {
  readonly entry: AnyEntry;
  /** Where it was written; undefined where the campaign writes none, or could not. */
  readonly path?: string;
  readonly notWritten?: string;
}

/**
 * A recorded defect of a subject that took part. Its entry is replayed when the campaign begins: `shows` is what came
 * of that.
 */
export interface DefectReport {
  readonly entry: CorpusEntry;
  /** Violations that it explained, counted once for each claim. 0: the random cases did not meet it. */
  readonly hits: number;
  readonly sameVersion: boolean;
  /** false: it is gone, which is news. undefined: its claim is unknown, or the subject declined or failed. */
  readonly shows?: boolean;
}

export interface CampaignResult {
  readonly seed: number;
  readonly batches: number;
  readonly cases: number;
  /** Pairs of a subject and a case on which a claim was judged. */
  readonly checked: number;
  readonly elapsedMs: number;
  /** Waiting for engine processes while nothing else was to be done. */
  readonly waitedMs: number;
  readonly claims: readonly {
    readonly id: string;
    readonly kind: Claim['kind'];
    readonly status: ClaimStatus;
    readonly statement: string;
    readonly source: string;
  }[];
  readonly rows: readonly CampaignRow[];
  readonly findings: readonly Finding[];
  readonly defects: readonly DefectReport[];
  readonly stoppedBy: 'cases' | 'seconds' | 'signal';
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
  readonly knownHits: number;
  readonly doing: string;
}

import type { DifferenceKind, MetamorphicCounterexample } from '../check/metamorphic-records.ts';
import type { Place } from '../check/place.ts';
import type { ConvShape } from '../conv/shape.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import type { FilledHistogram } from '../judge/ratio-histogram.ts';
import type { CampaignResult, DefectReport, DistributionCount, SampledCases, SavedReport } from './campaign-records.ts';
import type { EvidenceRecord } from './faults/evidence-record.ts';

/** The batches from … to − 1 of a campaign. */
export interface Range {
  /** 0, 1, 2, …: together with the seed it is the key of its result. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

/** What one range counted for one claim and subject. Members as in CampaignRow; rows without a count are left out. */
export interface RowRecord {
  readonly claim: string;
  readonly subject: string;
  readonly version: string;
  readonly batches: number;
  readonly cases: number;
  readonly outputs: number;
  readonly knownHits: number;
  readonly violations: number;
  readonly declined: number;
  readonly failures: number;
  readonly discarded: Readonly<Record<string, number>>;
  readonly attained: number;
  readonly attainedBy?: Place;
  readonly histogram: FilledHistogram;
  readonly distributions: Readonly<Record<string, DistributionCount>>;
  readonly attainedByTerms: Readonly<Record<number, number>>;
  readonly because?: string;
  readonly order?: string;
  readonly transform?: string;
  readonly differences?: Readonly<Partial<Record<DifferenceKind, number>>>;
  readonly difference?: MetamorphicCounterexample;
}

/** A counterexample and the row that it belongs to. Its entry has a content address, so twice is once. */
export interface FoundEntry {
  /** Its place among the findings of the range, from 0. */
  readonly number: number;
  readonly entry: AnyEntry;
  /** The claim and the subject of the row; nearly always those of the entry. */
  readonly row: readonly [claim: string, subject: string];
  readonly minimal: boolean;
  readonly cutByEnd?: true;
}

/**
 * The result of one range: plain JSON. It depends on the seed, the range and the options of the campaign only. It says
 * nothing of who computed it, so a range that was computed twice counts once.
 */
export interface RangeRecord extends Range {
  readonly seed: number;
  /** False if time, a signal or the number of cases ended it; `batches` of its batches are judged. */
  readonly isWhole: boolean;
  readonly batches: number;
  readonly cases: number;
  readonly checked: number;
  readonly checkedBounds: number;
  readonly batchesAlone: number;
  /** By the clock. */
  readonly waitedMs: number;
  readonly rows: readonly RowRecord[];
  readonly findings: readonly FoundEntry[];
  /** The shapes that some subject answered. */
  readonly covered: readonly ConvShape[];
  readonly evidence: EvidenceRecord;
  readonly sampled: SampledRecord | null;
  /** Id of a recorded defect → the violations that it explained. */
  readonly defectHits: Readonly<Record<string, number>>;
}

/** Large cases: as in SampledCases, with the texts of their shapes. */
export interface SampledRecord extends Omit<SampledCases, 'shapes'> {
  readonly shapes: readonly string[];
}

/** A row of the table before anything is tried. */
export interface RowHead {
  readonly claim: string;
  readonly subject: string;
  readonly version: string;
  /** Why the subject is missing. */
  readonly absent?: string;
  readonly proven?: boolean;
  readonly partner?: string;
  readonly isAlone?: boolean;
  readonly whenEmpty?: string;
  /** Of a refuted claim: the entry that still refutes it. */
  readonly refutation?: AnyEntry;
  /** The claim is about two related questions. */
  readonly isMetamorphic?: true;
  /** The row is left out unless it judged something, if another such row did. */
  readonly isRevealed?: true;
}

/** A claim as a result names it, with the share of outputs that may be discarded. */
export interface ClaimHead {
  readonly id: string;
  readonly kind: CampaignResult['claims'][number]['kind'];
  readonly status: CampaignResult['claims'][number]['status'];
  readonly statement: string;
  readonly source: string;
  readonly mostDiscarded?: { readonly share: number; readonly because: string };
}

/** What all ranges of a campaign share: plain JSON. */
export interface CampaignHead {
  readonly seed: number;
  readonly isAimed: boolean;
  readonly claims: readonly ClaimHead[];
  /** In the order of the table. */
  readonly rows: readonly RowHead[];
  readonly saved: readonly SavedReport[];
  /** With `hits` 0. */
  readonly defects: readonly DefectReport[];
  readonly unreadable: readonly string[];
}

/** The key of a row. */
export const rowKey = (claim: string, subject: string): string => `${claim} ${subject}`;

import type { CorpusEntry } from '../corpus/entry.ts';
import type { MachineRecord } from '../engines/machine.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { CampaignResult, CampaignRow } from '../fuzz/campaign-records.ts';
import type { ClaimRecord } from './claim-record.ts';

/**
 * One run as the page shows it, as plain JSON data: no functions, date objects or typed arrays. `run.json` beside the
 * page is this record, and the page can be drawn from it again. A row that could not be computed keeps its place and
 * says why.
 */
export interface RunRecord {
  /** Version of lastbit. */
  readonly version: string;
  /** When the run began, as ISO 8601 text. It is given, because drawing must not read a clock. */
  readonly date: string;
  readonly seed: number;
  readonly command: string;
  readonly machine: MachineRecord;
  readonly engines: readonly EngineRecord[];
  /** All claims, tried or not. */
  readonly claims: readonly ClaimRecord[];
  readonly explanation?: Explanation;
  readonly campaign?: CampaignRecord;
  readonly findings: readonly FindingRecord[];
  /** Why the run ended early, if it did. */
  readonly interrupted?: string;
}

/** One engine and setting. */
export interface EngineRecord {
  readonly engine: string;
  readonly state: 'ready' | 'missing' | 'failed';
  readonly version?: string;
  /** Why it is missing, or how it failed. */
  readonly reason?: string;
  readonly howToGetIt?: string;
  readonly subjects: number;
}

/**
 * A campaign without claims and findings, which the run has itself, and without empty bins of histograms. Ratios by
 * distribution and by number of terms have six digits.
 */
export interface CampaignRecord extends Omit<CampaignResult, 'claims' | 'rows' | 'findings' | 'defects'> {
  readonly rows: readonly CampaignRowRecord[];
}

export interface CampaignRowRecord extends Omit<CampaignRow, 'histogram'> {
  readonly histogram: FilledHistogram;
}

/** The number of results with error ÷ bound between 2^exponent and 2^(exponent+1); `zero` counts exact results. */
export interface FilledHistogram {
  readonly zero: number;
  readonly bins: readonly { readonly exponent: number; readonly count: number }[];
}

/**
 * A counterexample or a recorded defect. `new`: no recorded defect explains it. `known`: recorded for this version, and
 * its own case still shows it. `gone`: its own case no longer shows it. `other-version`: recorded for another version
 * of the subject, and still there.
 */
export interface FindingRecord {
  readonly entry: CorpusEntry;
  readonly state: 'new' | 'known' | 'gone' | 'other-version';
  readonly hits: number;
  /** The condition of the entry, as text. */
  readonly appears: string;
  /** Remarks: that it needs its batch, or why it could not be written. */
  readonly remark?: string;
}

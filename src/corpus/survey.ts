import type { ConvShape } from '../conv/shape.ts';
import type { ArithmeticSummary } from '../sums/arithmetic-summary.ts';

export const surveySchemaName = 'lastbit-survey-1';

/**
 * What `lastbit reveal --all` found on one machine: the first line of a file of `corpus/survey/`, and a line for each
 * row.
 */
export interface Survey {
  readonly schema: typeof surveySchemaName;
  readonly cpu: string;
  readonly cpuFeatures: readonly string[];
  readonly platform: string;
  /** By engine, the environment variables that were set and may change its bits, as the engine says. */
  readonly switches: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly rows: readonly SurveyRow[];
}

/** One subject at one shape. */
export interface SurveyRow {
  readonly subject: string;
  readonly version: string;
  readonly shape: ConvShape;
  readonly outputs: number;
  /** Whether the subject computed the shape. */
  readonly outcome: 'value' | 'declined' | 'failed';
  /** Why it declined or failed. */
  readonly because: string | null;
  /** Outputs by the accumulation that they share; empty if the subject declined or failed. */
  readonly groups: readonly SurveyGroup[];
  /** Whether a case alone gives the same bits as in a batch. */
  readonly batchKeepsBits: boolean;
  /** Whether two threads give the bits of one, on random cases; null if the engine cannot be told their number. */
  readonly threadsKeepBits: boolean | null;
}

export interface SurveyGroup {
  readonly outputs: number;
  readonly terms: number;
  readonly padded: number;
  readonly explained: boolean;
  readonly height: number | null;
  /** The tree in words. */
  readonly summary: string | null;
  readonly arithmetic: ArithmeticSummary | null;
  /** A digest of the accumulation, equal only for the same function. */
  readonly digest: string | null;
  readonly because: string | null;
  readonly calls: number;
  readonly rounds: number;
  readonly replays: number;
  readonly mismatches: number;
}

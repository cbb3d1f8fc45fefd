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
  /** By engine, the environment variables that it says may change its bits, where they were set. */
  readonly switches: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly rows: readonly SurveyRow[];
}

/** One subject at one shape. */
export interface SurveyRow {
  readonly subject: string;
  readonly version: string;
  readonly shape: string;
  readonly outputs: number;
  /** Outputs by the accumulation that they share; empty where the subject declined or failed. */
  readonly groups: readonly SurveyGroup[];
  /** Why there are no groups. */
  readonly because: string | null;
  /** Whether one case alone gives the bits that it gives among others. */
  readonly aloneAsAmongOthers: boolean;
  /**
   * Whether two threads give the bits of one, on random cases; null for an engine that is not told how many to take.
   */
  readonly twoThreadsAsOne: boolean | null;
}

export interface SurveyGroup {
  readonly outputs: number;
  readonly terms: number;
  readonly padded: number;
  readonly explained: boolean;
  readonly height: number | null;
  readonly summary: string | null;
  readonly arithmetic: string | null;
  /** Of the accumulation: equal only where it is the same function. */
  readonly digest: string | null;
  readonly because: string | null;
  readonly calls: number;
  readonly rounds: number;
  readonly replays: number;
  readonly mismatches: number;
}

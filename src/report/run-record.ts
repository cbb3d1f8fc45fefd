import type { MachineRecord } from '../engines/machine.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { CampaignResult, Finding } from '../fuzz/campaign-records.ts';
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
  readonly campaign?: CampaignResult;
  /** What was found so far, if the campaign did not finish. */
  readonly findings: readonly Finding[];
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

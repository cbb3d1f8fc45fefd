import type { Case } from '../conv/batch.ts';
import type { Explanation } from './explanation.ts';
import type { Observed } from './parse-observed.ts';

/** What is to be explained. */
export interface ExplainRequest {
  readonly case: Case;
  /** Where the case comes from, in words. */
  readonly source: string;
  readonly roundedInputs: number;
  readonly observed: readonly Observed[];
  /** Ids of subjects or names of engines; none means all. */
  readonly subjects: readonly string[];
  readonly output: number;
  readonly seed: number;
  /** How many random cases an order has to reproduce to explain a subject; 10,000 if not given. */
  readonly randomCases?: number;
  /** How many random orders of summation are tried; a million if not given, and never more than take about a second. */
  readonly randomOrders?: number;
}

/** Called once, when every subject has answered for the case and no order has been tried yet: `explainedBy` is empty in all rows. */
export type OnValues = (explanation: Explanation) => void;

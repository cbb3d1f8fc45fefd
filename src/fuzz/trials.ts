import type { Answers } from '../check/answers.ts';
import type { KnownDefects } from '../check/known-defects.ts';
import type { MinimiseLimits } from '../check/minimise-counterexample.ts';
import type { Origin } from '../check/place.ts';
import type { MissingSubject, PreparedSubject } from '../check/prepared-subject.ts';
import type { OutputClaim } from '../claims/claim.ts';
import type { Batch } from '../conv/batch.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import type { RangeOptions } from './campaign-records.ts';
import type { Evidence } from './faults/evidence.ts';
import type { Range } from './range-record.ts';
import type { Tally } from './tally.ts';
import type { Told } from './told.ts';

/** One batch of a campaign, and the subjects that were asked about it. */
export interface AskedBatch {
  readonly origin: Origin;
  readonly batch: Batch;
  readonly asked: readonly PreparedSubject[];
  /** How many batches before it were asked about for everything, not for the bounds on conv2d alone. */
  readonly turn: number;
  readonly answers: Answers;
}

/**
 * How claims of one kind are tried. After each batch they are tried on as many inputs for each row as the batch has
 * cases. Randomness depends only on the seed and the number of the batch.
 */
export interface Trials {
  /** One row each, in the order of the table, missing subjects included. */
  readonly tallies: readonly Tally[];
  /** The ids of the subjects whose answers are needed. */
  readonly asks: ReadonlySet<string>;
  /** The pairs of a subject and an input on which a claim was judged so far. */
  readonly checked: number;
  /** Those of `checked` that are bounds on an engine's conv2d. Trials without it have no part in batches for these. */
  readonly checkedBounds?: number;
  next(slice: AskedBatch): Promise<void>;
}

/** What trials may use of their campaign. */
export interface TrialContext {
  readonly options: RangeOptions;
  readonly subjects: readonly PreparedSubject[];
  readonly missing: readonly MissingSubject[];
  readonly range: Range;
  /** What earlier ranges have found. */
  readonly told: Told;
  /** The recorded defects. They explain violations, and count how many. */
  readonly defects: KnownDefects;
  /** Where subjects were wrong and where they were right, for guesses at their faults. */
  readonly evidence: Evidence;
  /**
   * Whether this row may minimise another counterexample; further violations are only counted. Every call that
   * returns true uses up one.
   */
  wants(tally: Tally): boolean;
  limits(): MinimiseLimits;
  /** Shows on the live line what is going on. */
  doing(text: string): void;
  /** The row of a claim about outputs, which a trial of another claim saw violated. Opened if the campaign has none. */
  rowOf(claim: OutputClaim, subject: PreparedSubject): Tally;
  /**
   * Tells of a counterexample at once, so that it is written. `minimal`: nothing
   * simpler is left; false if the search for it was cut.
   */
  found(tally: Tally, entry: AnyEntry, minimal: boolean): void;
}

/** Opens trials for the claims of one kind; undefined if the campaign has nothing of that kind to try. */
export type OpenTrials = (context: TrialContext) => Trials | undefined;

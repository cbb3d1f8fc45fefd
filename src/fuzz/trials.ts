import type { Answers } from '../check/answers.ts';
import type { KnownDefects } from '../check/known-defects.ts';
import type { MinimiseLimits } from '../check/minimise-counterexample.ts';
import type { Origin } from '../check/place.ts';
import type { MissingSubject, PreparedSubject } from '../check/prepared-subject.ts';
import type { Batch } from '../conv/batch.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import type { CampaignOptions } from './campaign-records.ts';
import type { Tally } from './tally.ts';

/** One batch of a campaign, and the subjects that were asked about it. */
export interface AskedBatch {
  readonly origin: Origin;
  readonly batch: Batch;
  readonly asked: readonly PreparedSubject[];
  readonly answers: Answers;
}

/**
 * How claims of a kind are tried: a slice of work after each batch, on as many inputs for each row as the batch has
 * cases. What is random in it depends on the seed and the number of the batch alone.
 */
export interface Trials {
  /** A row each, in table order; those that are missing too. */
  readonly tallies: readonly Tally[];
  /** Ids of the subjects whose answers it wants. */
  readonly asks: ReadonlySet<string>;
  /** Pairs of a subject and an input on which a claim was judged, so far. */
  readonly checked: number;
  next(slice: AskedBatch): Promise<void>;
}

/** What trials may use of the campaign that they are part of. */
export interface TrialContext {
  readonly options: CampaignOptions;
  readonly subjects: readonly PreparedSubject[];
  readonly missing: readonly MissingSubject[];
  /** Explains violations; counts what it explained. */
  readonly defects: KnownDefects;
  /**
   * Whether another minimised counterexample for this row is wanted; further violations are counted only. Counts the
   * answers.
   */
  wants(tally: Tally): boolean;
  limits(): MinimiseLimits;
  /** Shows on the live line what is being done. */
  doing(text: string): void;
  /** Writes a counterexample at once and adds it to its row, unless the campaign has it already. */
  found(tally: Tally, entry: AnyEntry): void;
}

/** Trials for the claims of a kind that a campaign has; undefined where there is nothing to try. */
export type OpenTrials = (context: TrialContext) => Trials | undefined;

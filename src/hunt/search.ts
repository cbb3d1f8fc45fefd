import type { Candidate } from './problem.ts';

/** Candidates whose results a search wants to know: `count` times n factors on each side, one after another. */
export interface Question {
  readonly lefts: Float32Array;
  readonly rights: Float32Array;
  readonly count: number;
}

/** The results of the candidates of a question. */
export type Results = Float32Array | Float64Array;

/**
 * What a search says at each step. The driver answers a question with the results of the subject: those of its model,
 * or of the engine itself. Under the aim `difference` those of the other subject follow, `count` more. The driver
 * scores `found` exactly and keeps the best.
 */
export interface SearchStep {
  readonly ask?: Question;
  readonly found?: Candidate;
  /** Evaluations since the last step: 2n − 1 operations each, also where a search computes parts of sums itself. */
  readonly spent: number;
}

/**
 * A search. It draws everything from its seed and never reads a clock. So the driver can stop it after any step, by
 * evaluations, by seconds or when interrupted, and the same number of evaluations always gives the same candidates.
 */
export type Search = Generator<SearchStep, void, Results | undefined>;

import { allClaims } from '../claims/all-claims.ts';
import type { ClaimStatus } from '../claims/claim-text.ts';

/** A statement about convolutions, dot products or sums in floating point, as `lastbit claims` lists it. */
export interface ClaimDescription {
  /** As the command line takes it: `npx lastbit verify ID`. */
  readonly id: string;
  /**
   * `proven`: a theorem. `refuted`: widely believed, with a counterexample. `conjectured`: no counterexample is known.
   * `observed`: what engines do.
   */
  readonly status: ClaimStatus;
  /** One sentence. */
  readonly statement: string;
  /** The inequality or equation. u = 2^-24, P = Σ|x·y|. */
  readonly formula: string;
  /** What is assumed, in one sentence; undefined for refuted claims. */
  readonly hypotheses?: string;
  /** Author, year, title and theorem, or the file of lastbit's sources that holds the proof. */
  readonly source: string;
}

/**
 * Every claim that lastbit knows, in the order of `lastbit claims`.
 *
 * @example
 * ```js
 * import { claims } from 'lastbit';
 * console.log(claims.find(({ id }) => id === 'dot-any-order').status); // proven
 * ```
 */
export const claims: readonly ClaimDescription[] = allClaims.map((claim) => ({
  ...{ id: claim.id, status: claim.status, statement: claim.statement, formula: claim.formula },
  ...(claim.hypotheses === undefined ? {} : { hypotheses: claim.hypotheses }),
  source: claim.source,
}));

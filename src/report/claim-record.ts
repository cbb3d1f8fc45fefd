import type { ClaimStatus } from '../claims/claim-text.ts';

/** A claim as its page tells it: words and decimals only. */
export interface ClaimRecord {
  readonly id: string;
  readonly kind: string;
  readonly status: ClaimStatus;
  readonly statement: string;
  readonly formula: string;
  readonly source: string;
  /** What is taken for granted; not of what is refuted. */
  readonly hypotheses?: string;
  /** By which construction its bound is attained. */
  readonly attained?: string;
  /** The input that shows a belief to be false. */
  readonly refutation?: RefutationRecord;
}

/** A few products whose sum the runs compute, in decimals that a person can type. */
export interface RefutationRecord {
  readonly factors: readonly (readonly [left: string, right: string])[];
  readonly results: readonly { readonly run: string; readonly value: string }[];
  readonly because: string;
}

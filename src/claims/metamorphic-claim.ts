import type { Batch } from '../conv/batch.ts';
import type { Operation } from '../conv/shape.ts';
import type { ClaimText } from './claim-text.ts';
import type { SubjectTraits } from './subject-traits.ts';

/**
 * How `second`, the output for the varied input, must relate to `first`, the output for the original input. NaN equals
 * NaN, whatever its bits. `same-value` treats +0 and −0 as equal. `times` and `negated` mean first · 2^power and
 * −first, except for the sign of a zero. `not-smaller` and `not-larger` mean second ≥ first and second ≤ first, and
 * accept any pair with a NaN. `nan` and `zero` look at second alone.
 */
export type Relation =
  | { readonly kind: 'same-bits' | 'same-value' | 'negated' | 'not-smaller' | 'not-larger' | 'nan' | 'zero' }
  | { readonly kind: 'times'; readonly power: number };

/** Two outputs and how they must relate. Outputs are numbered case after case, NHWC within a case. */
export interface OutputPair {
  /** Output of the batch as it was. */
  readonly first: number;
  /** Output of the varied batch. */
  readonly second: number;
  readonly must: Relation;
  /** The hypothesis that fails for this pair, in words: it is counted and not judged. */
  readonly discarded?: string;
}

/** Another question whose answer must be related to that of the first. */
export interface Variation {
  readonly batch: Batch;
  readonly pairs: readonly OutputPair[];
  /** What was changed, for people: `row 2 of the output from row 0`. */
  readonly change: string;
}

/** A random integer from 0 to n − 1. A claim has no other source of randomness, so a seed repeats its variation. */
export type Draw = (n: number) => number;

/**
 * How the answers of one subject to two related questions must relate to each other, without any reference. For a
 * foreign engine it is `observed`: it held in a number of cases, or failed in one. A failure need not be a defect,
 * because two windows may have two trees that are both right. `theoremFor` tells for which subjects the proof in the
 * claim's file holds; there a violation is a defect. Inputs may be anything: NaN, infinities, subnormal numbers.
 */
export interface MetamorphicClaim extends ClaimText {
  readonly kind: 'metamorphic';
  readonly status: 'observed';
  /** The operations of which it says nothing, because a hypothesis fails or because there is nothing to vary. */
  readonly except?: readonly Operation[];
  theoremFor(subject: SubjectTraits): boolean;
  /**
   * The varied batch. Every case is varied in the same manner, so the varied cases share one shape. Each is varied
   * independently of the others, so a single case can be varied too. undefined if this shape cannot be varied so. It is
   * not called for the operations of `except`: use `variationOf`.
   */
  vary(batch: Batch, operation: Operation, draw: Draw): Variation | undefined;
}

/** The variation of a batch for a claim; undefined if the claim does not speak of the operation or the shape. */
export function variationOf(
  claim: MetamorphicClaim,
  batch: Batch,
  operation: Operation,
  draw: Draw,
): Variation | undefined {
  return claim.except?.includes(operation) === true ? undefined : claim.vary(batch, operation, draw);
}

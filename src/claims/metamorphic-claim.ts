import type { Batch } from '../conv/batch.ts';
import type { Operation } from '../conv/shape.ts';
import type { ClaimText } from './claim-text.ts';
import type { SubjectTraits } from './subject-traits.ts';

/**
 * How a number `second`, given for the varied input, must stand to `first`, given for the original one. NaN equals NaN,
 * whatever its bits. `same-value`: +0 and −0 are one; `times`: first · 2^power exactly, and `negated`, but for the sign
 * of a zero; `not-smaller`, `not-larger`: second ≥ first, second ≤ first, and nothing where one is NaN; `nan`, `zero`:
 * of second alone.
 */
export type Relation =
  | { readonly kind: 'same-bits' | 'same-value' | 'negated' | 'not-smaller' | 'not-larger' | 'nan' | 'zero' }
  | { readonly kind: 'times'; readonly power: number };

/** Two outputs and how they must stand to one another. Outputs are counted case after case, NHWC within a case. */
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

/**
 * A whole number from 0 to n − 1, at random; a claim has no other source of randomness, so a seed gives the same
 * variation again.
 */
export type Draw = (n: number) => number;

/**
 * Speaks of how a subject's answers to two questions stand to one another, without any reference: the subject itself is
 * asked twice. Of a foreign engine it is `observed`: it held in so many cases, or here is the smallest case in which it
 * did not, which need be no defect (two places may have two trees, and both be right). It speaks of every subject;
 * `theoremFor` tells of which it is proved, by the proof in the claim's file, so that there a violation is a defect.
 * Inputs may be anything: NaN, infinities, subnormals.
 */
export interface MetamorphicClaim extends ClaimText {
  readonly kind: 'metamorphic';
  readonly status: 'observed';
  theoremFor(subject: SubjectTraits): boolean;
  /**
   * The batch varied: every case of it in the same manner, so that the varied cases have one shape, and each on its
   * own, so that a case out of its batch can be varied as well. undefined where this shape cannot be varied so.
   */
  vary(batch: Batch, operation: Operation, draw: Draw): Variation | undefined;
}

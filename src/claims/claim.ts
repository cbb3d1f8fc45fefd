import type { WindowShape } from '../sums/algorithm.ts';
import type { ClaimText } from './claim-text.ts';
import type { ComparisonClaim } from './comparison-claim.ts';
import type { MetamorphicClaim } from './metamorphic-claim.ts';
import type { OperationClaim } from './operation-claim.ts';
import type { SubjectTraits } from './subject-traits.ts';
import type { SumClaim } from './sum-claim.ts';

/**
 * What a claim may know of the terms of one output. `absoluteSum` is P = Σ|x_i·y_i|, `nonZero` the number of products
 * that are not zero, `terms` that of all, `window` how they lie, `exact` the sum itself (NaN where an input is NaN or
 * ∞), `subnormalSum()` the part of P whose products have a subnormal factor, `grid()` the exponent of the largest power
 * of two of which all products are multiples (∞ where all are 0), `special()` what is to know where an input is not
 * finite. One record may be filled anew for each output: do not keep it. The judge hands in estimates from below to say
 * "holds" and from above to say "violated": every bound must be non-decreasing in `absoluteSum`, `subnormalSum()` and
 * |exact|.
 */
export interface TermFacts {
  readonly terms: number;
  readonly window: WindowShape;
  readonly nonZero: number;
  readonly absoluteSum: number;
  subnormalSum(): number;
  grid(): number;
  /**
   * Of a window with a NaN or an infinity: Σ of the finite |x_i·y_i|, whether such a tap stands on padding, and whether
   * such a factor meets a subnormal one.
   */
  special(): { readonly finiteSum: number; readonly inPadding: boolean; readonly meetsSubnormal: boolean };
  readonly exact: number;
  readonly finiteInputs: boolean;
}

/**
 * A claim's inequality, made for one subject or one pair: |error| ≤ bound(facts) wherever no hypothesis fails. Where an
 * input is NaN or infinite and no hypothesis fails, the result must be what the sum of the products is: NaN, +∞ or −∞.
 */
export interface ErrorBound {
  /** The hypothesis that fails for these terms, in words; undefined where all hold. */
  failedHypothesis(facts: TermFacts): string | undefined;
  /** Not below the mathematical bound, above it by a relative 2^-49 at most: this number is what is claimed. */
  bound(facts: TermFacts): number;
}

/** Speaks of one output of one subject: how far it is from the exact value. */
export interface OutputClaim extends ClaimText {
  readonly kind: 'output';
  /** Why the claim says nothing of this subject; undefined where it speaks of it. */
  inapplicableTo(subject: SubjectTraits): string | undefined;
  boundFor(subject: SubjectTraits): ErrorBound;
}

/**
 * Speaks of the same output of two subjects: how far apart they are. Its bound is the sum of the bounds that `each`
 * gives the two alone, so whoever keeps `each` keeps this, and the judge need not look at all pairs.
 */
export interface PairClaim extends ClaimText {
  readonly kind: 'pair';
  readonly each: OutputClaim;
  inapplicableTo(first: SubjectTraits, second: SubjectTraits): string | undefined;
  boundFor(first: SubjectTraits, second: SubjectTraits): ErrorBound;
}

/** Those that bound an error of outputs, which one batch of random inputs serves for all subjects. */
export type ErrorClaim = OutputClaim | PairClaim;

/** Everything that is promised, or was believed; whoever needs one kind tells them apart by `kind`. */
export type Claim = ErrorClaim | MetamorphicClaim | OperationClaim | SumClaim | ComparisonClaim;

/**
 * Which bound applies: what a claim allows a subject, a claim about two it and its partner. undefined where it says
 * nothing of them.
 */
export function boundFor(claim: ErrorClaim, subject: SubjectTraits, partner?: SubjectTraits): ErrorBound | undefined {
  if (claim.kind === 'output') return claim.inapplicableTo(subject) === undefined ? claim.boundFor(subject) : undefined;
  if (partner === undefined || claim.inapplicableTo(subject, partner) !== undefined) return undefined;
  return claim.boundFor(subject, partner);
}

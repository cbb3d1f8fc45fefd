import type { Case } from '../conv/batch.ts';
import type { WindowShape } from '../sums/algorithm.ts';
import type { ClaimText } from './claim-text.ts';
import type { ComparisonClaim } from './comparison-claim.ts';
import type { MetamorphicClaim } from './metamorphic-claim.ts';
import type { OperationClaim } from './operation-claim.ts';
import type { SubjectTraits } from './subject-traits.ts';
import type { SumClaim } from './sum-claim.ts';

/**
 * What a claim may know about the terms of one output. The judge may refill one record for each output: do not keep it.
 * It gives estimates from below to say "holds", and estimates from above to say "violated"; so every bound must be
 * non-decreasing in `absoluteSum`, `subnormalSum()` and |exact|.
 */
export interface TermFacts {
  /** The number of all terms, padding included. */
  readonly terms: number;
  /** The shape in which the terms lie: rows, columns and channels of the window. */
  readonly window: WindowShape;
  /** n: the number of products that are not zero. */
  readonly nonZero: number;
  /** P = Σ|x_i·y_i|. */
  readonly absoluteSum: number;
  /** The part of P whose products have a subnormal factor: one below 2^minExponent, by default −126. */
  subnormalSum(minExponent?: number): number;
  /** The exponent of the largest power of two that divides all products; ∞ if all of them are 0. */
  grid(): number;
  /** About a window with a NaN or an infinity. Subnormal is what is below 2^minExponent, by default −126. */
  special(minExponent?: number): {
    /** Σ of the finite |x_i·y_i|. */
    readonly finiteSum: number;
    /** Whether a NaN or infinite tap lies on padding. */
    readonly inPadding: boolean;
    /** Whether a NaN or infinite factor meets a subnormal one. */
    readonly meetsSubnormal: boolean;
    /** Whether a NaN or infinite factor meets a zero. */
    readonly meetsZero: boolean;
  };
  /** About the signs of the products of a window without NaN and infinities. */
  signs(): {
    /** Σ|x_i·y_i| of the products whose sign is opposite to that of their sum. */
    readonly opposedSum: number;
    /** Whether the product of two numbers that are no padding and not subnormal is +0. */
    readonly positiveZero: boolean;
  };
  /** The sum of the products; NaN if an input is NaN or infinite. */
  readonly exact: number;
  readonly finiteInputs: boolean;
}

/**
 * The inequality of a claim for one subject, or for one pair: |error| ≤ bound(facts) unless a hypothesis fails. If an
 * input is NaN or infinite and no hypothesis fails, the result must equal the sum of the products: NaN, +∞ or −∞.
 */
export interface ErrorBound {
  /** The hypothesis that fails for these terms, in words; undefined if all hold. */
  failedHypothesis(facts: TermFacts): string | undefined;
  /** At least the mathematical bound, and above it by a relative 2^-49 at most. This number is what is claimed. */
  bound(facts: TermFacts): number;
  /**
   * For a claim about the bits of the result and not about its error: the result that the claim requires, to the bit.
   * `exact` is the sum of the products, rounded to binary64. `bound` is then ∞.
   */
  required?(exact: number, computed: number): number;
}

/** The outputs of a case, NHWC. */
export type Outputs = Float32Array | Float64Array;

/** What a user's claim may say in place of a bound: it judges all outputs of a case together. */
export interface CaseRule {
  /** The hypothesis that fails for this case, in words; undefined if all hold. */
  failedHypothesis(input: Case): string | undefined;
  /** The second question, if the rule is about two answers. */
  relate?(input: Case): Case;
  /** Why the outputs break the rule; undefined if they keep it. `second` are the outputs for the related case. */
  broken(input: Case, outputs: Outputs, exact: Float64Array, second?: Outputs): string | undefined;
}

/** About one output of one subject: its distance from the exact value. */
export interface OutputClaim extends ClaimText {
  readonly kind: 'output';
  /** Why the claim does not apply to this subject; undefined if it does. */
  inapplicableTo(subject: SubjectTraits): string | undefined;
  boundFor(subject: SubjectTraits): ErrorBound;
  /** In place of the bound. */
  readonly rule?: CaseRule;
}

/**
 * About the same output of two subjects: their distance from each other. The bound is the sum of the bounds that `each`
 * gives the two alone. Subjects that keep `each` therefore keep this claim, and the judge need not look at all pairs.
 */
export interface PairClaim extends ClaimText {
  readonly kind: 'pair';
  readonly each: OutputClaim;
  inapplicableTo(first: SubjectTraits, second: SubjectTraits): string | undefined;
  boundFor(first: SubjectTraits, second: SubjectTraits): ErrorBound;
}

/** The claims that bound an error of outputs: one batch of random inputs serves all subjects. */
export type ErrorClaim = OutputClaim | PairClaim;

/** Any claim; `kind` tells which. */
export type Claim = ErrorClaim | MetamorphicClaim | OperationClaim | SumClaim | ComparisonClaim;

/**
 * The bound that applies to a subject; for a claim about pairs, to it and its partner. undefined if the claim does not
 * apply to them.
 */
export function boundFor(claim: ErrorClaim, subject: SubjectTraits, partner?: SubjectTraits): ErrorBound | undefined {
  if (claim.kind === 'output') return claim.inapplicableTo(subject) === undefined ? claim.boundFor(subject) : undefined;
  if (partner === undefined || claim.inapplicableTo(subject, partner) !== undefined) return undefined;
  return claim.boundFor(subject, partner);
}

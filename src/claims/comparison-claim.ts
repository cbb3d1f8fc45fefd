import type { NumberFormat } from '../conv/shape.ts';
import type { Dyadic } from '../float/dyadic.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { ClaimText } from './claim-text.ts';
import type { Draw } from './metamorphic-claim.ts';
import type { Inequality } from './operation-claim.ts';

/** The two factors of each product of one output, in order. */
export type Factors = readonly (readonly [left: number, right: number])[];

/**
 * One way to compute an output from its factors. `name` is the subject's id if it is a subject; `format` is the format
 * of the results, binary32 by default.
 */
export interface Run {
  readonly name: string;
  readonly format?: NumberFormat;
  compute(factors: Factors): number;
}

/** What is exactly true of the factors: s = Σx·y and P = Σ|x·y|. */
export interface ExactSums {
  readonly sum: Dyadic;
  readonly absoluteSum: Dyadic;
}

/**
 * How the results of given runs on the same factors relate to one another and to the exact value, if no bound on a
 * single error says it. A refuted claim keeps the smallest known factors that refute it, so that anybody can check it
 * by hand. A proven claim draws the factors to which it applies.
 */
export interface ComparisonClaim extends ClaimText {
  readonly kind: 'comparison';
  readonly runs: readonly Run[];
  /** The hypothesis that fails for these factors, in words; undefined where all hold. */
  failedHypothesis(factors: Factors): string | undefined;
  /** Whether the claim holds, by exact arithmetic alone; `results` has one number for each run. */
  holds(results: readonly number[], exact: ExactSums, factors: Factors): boolean;
  /** error ≤ bound, if the claim is an inequality; `holds` agrees with it. */
  inequality?(results: readonly number[], exact: ExactSums, factors: Factors): Inequality;
  /** Refuted claims only. */
  readonly refutation?: Refutation;
  /** Proven claims only: random factors, most of which meet the hypotheses. */
  draw?(draw: Draw): Factors;
  /** Proven claims with a sharp bound only: factors that reach it. */
  readonly sharpExample?: Factors;
}

export interface Refutation {
  readonly factors: Factors;
  /** What the runs give for them. */
  readonly results: readonly number[];
  /** What happens, in a sentence. */
  readonly because: string;
}

/**
 * A run of an algorithm of lastbit, named by its subject id, on the factors as they are or rearranged. Throws a
 * RangeError for an unknown id.
 */
export function runOf(id: string, arranged?: (factors: Factors) => Factors): Run {
  const algorithm = algorithms.find((candidate) => subjectId(candidate) === id);
  if (algorithm === undefined) throw new RangeError(`no summation algorithm ${id}`);
  const out = algorithm.format === 'binary64' ? new Float64Array(1) : new Float32Array(1);
  return {
    name: id,
    format: algorithm.format,
    compute: (factors) => {
      const { left, right } = termsOf(factors, arranged);
      algorithm.evaluate(left, right, left.length, 1, out);
      return out[0]!;
    },
  };
}

interface Terms {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** The last factors as arrays, for each arrangement: the many runs of one claim compute the same factors. */
const lastTerms = new Map<((factors: Factors) => Factors) | undefined, { readonly factors: Factors } & Terms>();

function termsOf(factors: Factors, arranged?: (factors: Factors) => Factors): Terms {
  const last = lastTerms.get(arranged);
  if (last?.factors === factors) return last;
  const terms = arranged === undefined ? factors : arranged(factors);
  const sides = { left: new Float32Array(terms.length), right: new Float32Array(terms.length) };
  for (let t = 0; t < terms.length; t++) {
    const factor = terms[t]!;
    sides.left[t] = factor[0];
    sides.right[t] = factor[1];
  }
  lastTerms.set(arranged, { factors, ...sides });
  return sides;
}

/** For claims without hypotheses. */
export const ofAnyFactors = (): undefined => undefined;

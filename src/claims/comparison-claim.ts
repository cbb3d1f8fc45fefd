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
 * One way to compute an output from its factors. `name` is a subject's where it is one; `format` is of its results,
 * binary32 by default.
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
 * Speaks of how the results of given runs on the same factors stand to one another and to the exact value, where no
 * bound on a single error says it. Refuted ones keep the smallest factors known that refute them, so that anybody can
 * compute it by hand; proven ones say how factors are drawn of which they speak.
 */
export interface ComparisonClaim extends ClaimText {
  readonly kind: 'comparison';
  readonly runs: readonly Run[];
  /** The hypothesis that fails for these factors, in words; undefined where all hold. */
  failedHypothesis(factors: Factors): string | undefined;
  /** By exact arithmetic alone. `results` are those of the runs, in their order. */
  holds(results: readonly number[], exact: ExactSums, factors: Factors): boolean;
  /** error ≤ bound, where that is what it claims: `holds` says the same. */
  inequality?(results: readonly number[], exact: ExactSums, factors: Factors): Inequality;
  /** Of the refuted ones. */
  readonly refutation?: Refutation;
  /** Of the proven ones: factors at random, most of which meet its hypotheses. */
  draw?(draw: Draw): Factors;
  /** Of the proven ones whose bound is attained: factors that do. */
  readonly sharpExample?: Factors;
}

export interface Refutation {
  readonly factors: Factors;
  /** What the runs give for them. */
  readonly results: readonly number[];
  /** What happens, in a sentence. */
  readonly because: string;
}

/** A run of one of our own orders, by its subject's id; of the factors as they are, or arranged anew. */
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

/**
 * The last factors as arrays, by how they were arranged: a claim of many runs has each of them compute the same ones.
 */
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

/** Most relations speak of all factors. */
export const ofAnyFactors = (): undefined => undefined;

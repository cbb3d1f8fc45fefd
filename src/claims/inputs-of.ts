import type { Sizes } from '../conv/size-range.ts';
import type { InputArbitrary } from '../inputs/arbitrary.ts';
import { type FactorDistribution, factorDistributions, factors } from '../inputs/factors.ts';
import { operandDistributions, operands } from '../inputs/operands.ts';
import { type RandomSum, sumDistributions, sums } from '../inputs/sums.ts';
import type { ComparisonClaim, Factors } from './comparison-claim.ts';
import type { OperationClaim } from './operation-claim.ts';
import type { SumClaim } from './sum-claim.ts';

/**
 * The inputs of a claim about numbers: a fast-check arbitrary, and its parts by distribution. Claims with the same
 * inputs share one record. Claims about outputs use `batches`.
 */
export interface Inputs<T> {
  readonly arbitrary: InputArbitrary<T>;
  readonly parts: readonly { readonly distribution: string; readonly arbitrary: InputArbitrary<T> }[];
}

/** Operands, for claims about a few operations. */
export function operandsOf({ operands: n }: OperationClaim): Inputs<readonly number[]> {
  operandInputs[n] ??= inputsOf((chosen) => operands(n, { distributions: chosen }), operandDistributions);
  return operandInputs[n];
}

const operandInputs: Inputs<readonly number[]>[] = [];

/** Terms and two trees that add them, for claims about sums. */
export const sumsOf = (_: SumClaim): Inputs<RandomSum> => sumInputs;
const sumInputs = sumsOfTerms(undefined);

/** The same with so many terms. */
export function sumsOfTerms(terms: Sizes | undefined): Inputs<RandomSum> {
  return inputsOf((chosen) => sums({ distributions: chosen, terms }), sumDistributions);
}

/**
 * Factors, for claims about several runs: drawn by the claim itself; or from all distributions, and near the factors
 * that refute it.
 */
export function factorsOf(claim: ComparisonClaim): Inputs<Factors> {
  const { draw, refutation } = claim;
  const own: FactorDistribution | undefined = draw && {
    name: 'its-own',
    draw: (random) => draw((n) => random.below(n)),
  };
  const known = factorInputs.get(claim);
  if (known !== undefined) return known;
  const from = own === undefined ? factorDistributions : [own];
  const made = inputsOf((chosen) => factors({ distributions: chosen, like: refutation?.factors }), from);
  factorInputs.set(claim, made);
  return made;
}

const factorInputs = new Map<ComparisonClaim, Inputs<Factors>>();

function inputsOf<T, D extends { readonly name: string }>(
  arbitraryOf: (distributions: readonly D[]) => InputArbitrary<T>,
  distributions: readonly D[],
): Inputs<T> {
  return {
    arbitrary: arbitraryOf(distributions),
    parts: distributions.map((one) => ({ distribution: one.name, arbitrary: arbitraryOf([one]) })),
  };
}

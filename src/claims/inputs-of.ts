import type { InputArbitrary } from '../inputs/arbitrary.ts';
import { type FactorDistribution, factorDistributions, factors } from '../inputs/factors.ts';
import { operandDistributions, operands } from '../inputs/operands.ts';
import { type RandomSum, sumDistributions, sums } from '../inputs/sums.ts';
import type { ComparisonClaim, Factors } from './comparison-claim.ts';
import type { OperationClaim } from './operation-claim.ts';
import type { SumClaim } from './sum-claim.ts';

/**
 * What a claim about numbers is tried on: an arbitrary of fast-check, and its parts by distribution. Claims with the
 * same inputs share one record. Claims about outputs are tried on `batches`.
 */
export interface Inputs<T> {
  readonly arbitrary: InputArbitrary<T>;
  readonly parts: readonly { readonly distribution: string; readonly arbitrary: InputArbitrary<T> }[];
}

/** Of claims about a few operations: their operands. */
export function operandsOf({ operands: n }: OperationClaim): Inputs<readonly number[]> {
  operandInputs[n] ??= inputsOf((chosen) => operands(n, { distributions: chosen }), operandDistributions);
  return operandInputs[n];
}

const operandInputs: Inputs<readonly number[]>[] = [];

/** Of claims about sums: terms and two trees that add them. */
export const sumsOf = (_: SumClaim): Inputs<RandomSum> => sumInputs;
const sumInputs = inputsOf((chosen) => sums({ distributions: chosen }), sumDistributions);

/**
 * Of claims about several runs: factors as the claim draws them; or of all distributions, also such as refuted it
 * before.
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

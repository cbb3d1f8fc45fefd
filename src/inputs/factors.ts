import { InputArbitrary } from './arbitrary.ts';
import type { Rng } from './random.ts';
import { type FactorDistribution, type FactorPairs, factorDistributions } from './random-factors.ts';
import { isFinite32, numbersAgainst, shrinkNumbers } from './simpler-numbers.ts';

export interface FactorOptions {
  /** Each equally often. Default: `factorDistributions`. */
  readonly distributions?: readonly FactorDistribution[] | undefined;
  /** Factors that showed something before: as many, or one of them changed a little, are tried too. Default: one product 1 · 1. */
  readonly like?: FactorPairs | undefined;
}

/**
 * The factors of the products of one output, one pair a product: finite binary32 numbers whose products do not overflow.
 *
 * They shrink to fewer products, then to simpler numbers as `operands` do.
 */
export function factors(options: FactorOptions = {}): InputArbitrary<FactorPairs> {
  return new FactorArbitrary(options);
}

class FactorArbitrary extends InputArbitrary<FactorPairs> {
  protected readonly shrinkers = [fewerProducts, simplerFactors];
  private readonly distributions: readonly FactorDistribution[];
  private readonly like: FactorPairs;

  constructor({ distributions = factorDistributions, like = [[1, 1]] }: FactorOptions) {
    super();
    this.distributions = distributions;
    this.like = like;
  }

  draw(rng: Rng): FactorPairs {
    return this.distributions[rng.below(this.distributions.length)]!.draw(rng, this.like);
  }

  accepts(value: unknown): value is FactorPairs {
    return Array.isArray(value) && value.length > 0 && value.every(isPair);
  }

  against(pairs: FactorPairs): (other: FactorPairs) => number {
    const numbers = numbersAgainst(pairs.flat());
    return (other) => numbers(other.flat());
  }
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isFinite32);
}

function* fewerProducts(pairs: FactorPairs): Generator<FactorPairs> {
  if (pairs.length > 1) for (const left of pairs.keys()) yield pairs.toSpliced(left, 1);
}

function* simplerFactors(pairs: FactorPairs): Generator<FactorPairs> {
  for (const numbers of shrinkNumbers(pairs.flat()))
    yield pairs.map((_, index) => [numbers[2 * index]!, numbers[2 * index + 1]!] as const);
}

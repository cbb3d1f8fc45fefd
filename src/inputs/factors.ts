import { InputArbitrary } from './arbitrary.ts';
import { powerOfTwo } from './fill.ts';
import { operandDistributions } from './operands.ts';
import type { Rng } from './random.ts';
import { isFinite32, numbersAgainst, shrinkNumbers } from './shrink/numbers.ts';

export interface FactorOptions {
  /** Each equally often. Default: `factorDistributions`. */
  readonly distributions?: readonly FactorDistribution[] | undefined;
  /**
   * Factors that refuted something before. They are drawn again, or with one of them changed a little. Default: one
   * product 1 · 1.
   */
  readonly like?: FactorPairs | undefined;
}

/**
 * The factors of the products of one output, one pair a product: finite binary32 numbers whose products do not
 * overflow.
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

/** One pair of factors a product; finite binary32 numbers. */
export type FactorPairs = readonly (readonly [left: number, right: number])[];

/** A way to draw the factors of a few products, of one output. `like` are factors that refuted something before. */
export interface FactorDistribution {
  readonly name: string;
  draw(rng: Rng, like: FactorPairs): FactorPairs;
}

const { fround } = Math;

/** As many as before, or another number up to 12. */
const lengthOf = (rng: Rng, like: FactorPairs): number => (rng.chance(0.7) ? like.length : rng.between(2, 12));

function numbers(rng: Rng, count: number): readonly number[] {
  const drawn = new Float32Array(count);
  const distributions = operandDistributions.filter(({ name }) => name !== 'extremes');
  distributions[rng.below(distributions.length)]!.fill(rng, drawn);
  return Array.from(drawn);
}

/**
 * What relations are tried on: binary32 numbers whose products do not overflow. One distribution draws factors like
 * those of an earlier refutation.
 */
export const factorDistributions: readonly FactorDistribution[] = [
  {
    name: 'products',
    draw: (rng, like) => {
      const n = lengthOf(rng, like);
      const right = numbers(rng, n);
      return numbers(rng, n).map((left, term) => [left, right[term]!] as const);
    },
  },
  {
    name: 'sums',
    draw: (rng, like) => numbers(rng, lengthOf(rng, like)).map((left) => [left, 1] as const),
  },
  {
    name: 'increasing',
    draw: (rng, like) =>
      numbers(rng, lengthOf(rng, like))
        .map(Math.abs)
        .sort((a, b) => a - b)
        .map((left) => [left, 1] as const),
  },
  {
    name: 'integers',
    draw: (rng, like) =>
      Array.from({ length: lengthOf(rng, like) }, () => [rng.sign() * rng.below(2 ** 13), rng.below(2 ** 13)] as const),
  },
  {
    name: 'as-refuted',
    draw: (rng, like) => {
      const scale = powerOfTwo(rng.between(-8, 8));
      const bent = rng.below(like.length);
      return like.map(([left, right], term) => {
        const by = term === bent ? 1 + rng.between(-4, 4) * 2 ** -23 : 1;
        return [fround(fround(left) * scale * by), fround(right)] as const;
      });
    },
  },
];

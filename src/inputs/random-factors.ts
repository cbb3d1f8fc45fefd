import { operandDistributions } from './operand-distributions.ts';
import { powerOfTwo } from './power-of-two.ts';
import type { Rng } from './random.ts';

export type FactorPairs = readonly (readonly [left: number, right: number])[];

/** A way to draw the factors of a few products, of one output. `like` are factors that showed something before. */
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

/** What relations are tried on: binary32 numbers whose products do not overflow, of which one distribution speaks of what an earlier refutation looks like. */
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

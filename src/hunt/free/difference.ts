import type { Accumulation } from '../../sums/accumulation.ts';
import { annealing } from '../blind/annealing.ts';
import { type BlindOptions, Pool } from '../blind/pool.ts';
import type { Candidate } from '../problem.ts';
import type { Search, SearchStep } from '../search.ts';
import type { Factors } from './leaf.ts';
import { freeLimit } from './limit.ts';
import { freeWitness } from './witness.ts';

/** 2^24 + 1, scaled. */
const tie: Factors = [24929 * 2 ** -12, 673 * 2 ** -12];
/** An even number, an odd one, and a product that is rounded down. */
const mains: readonly Factors[] = [[1, 1], [1 + 2 ** -23, 1], tie];
/**
 * Times half an ulp of the main product: lost, rounded up by a fused multiply-add alone, and always lost. Larger ones
 * move some sums by an ulp and others by two.
 */
const halves: readonly Factors[] = [[1, 1], tie, [1 - 2 ** -24, 1], [1.5, 1], [2, 1], [3, 1]];

/** |A − B| ÷ (u·P) is at most this: the sum of both limits. */
export function differenceLimit(a: Accumulation, b: Accumulation): number {
  return freeLimit(a).value + freeLimit(b).value;
}

/** A term as a choice: which half ulp, its sign and level. Level 0 is the main product, ∞ is 0. */
interface Choice {
  readonly half: number;
  readonly sign: 1 | -1;
  readonly level: number;
}

/**
 * A large difference of two known accumulations of free factors. Terms are placed so that one loses what the other
 * keeps. The candidates have the main product and the levels of the worst input of either tree, or all other terms on
 * one level; exact, slightly larger or smaller ties; all positive or all negative beside the main product. The best is
 * improved term by term over the same choices, as long as it grows, and then by annealing.
 */
export function* differenceSearch(options: BlindOptions, a: Accumulation, b: Accumulation): Search {
  const { problem, budget } = options;
  const pool = new Pool(options, batch);
  const starts = [a, b].flatMap((one) => startsOf(levelsOf(freeWitness(one))));
  let best: { readonly main: number; readonly terms: readonly Choice[] } | undefined;
  let score = Number.NEGATIVE_INFINITY;
  let spent = 0;
  function* tryAll(candidates: readonly NonNullable<typeof best>[]): Generator<SearchStep, boolean, Answer> {
    let grew = false;
    for (let from = 0; from < candidates.length && spent < budget; from += batch) {
      const some = candidates.slice(from, from + batch);
      for (const [i, candidate] of some.entries()) fill(pool, i, candidate);
      yield* pool.evaluate(some.length);
      spent += some.length;
      for (const [i, candidate] of some.entries()) {
        if (pool.scores[i]! <= score) continue;
        [best, score, grew] = [candidate, pool.scores[i]!, true];
      }
    }
    return grew;
  }
  yield* tryAll(starts);
  for (let grew = true; grew && spent < budget; ) {
    grew = false;
    for (let t = 0; t < problem.n && best !== undefined && spent < budget; t += 1) {
      const { main, terms }: NonNullable<typeof best> = best;
      const changed = choices.map((choice) => ({ main, terms: terms.map((old, i) => (i === t ? choice : old)) }));
      if (yield* tryAll(changed)) grew = true;
    }
  }
  if (best === undefined || spent >= budget) return;
  fill(pool, 0, best);
  yield* annealing({ ...options, budget: budget - spent }, pool.candidate(0));
}

type Answer = Float32Array | Float64Array | undefined;

const batch = 16;

const choices: readonly Choice[] = [
  { half: 0, sign: 1, level: Number.POSITIVE_INFINITY },
  ...[1, 2].flatMap((level) =>
    halves.flatMap((_, half): Choice[] => [
      { half, sign: 1, level },
      { half, sign: -1, level },
    ]),
  ),
];

function startsOf(levels: readonly number[]): readonly { readonly main: number; readonly terms: readonly Choice[] }[] {
  const flat = levels.map((level) => Math.min(level, 1));
  return [levels, flat].flatMap((pattern) =>
    mains.flatMap((_, main) =>
      halves.flatMap((_, half) =>
        ([1, -1] as const).map((sign) => ({ main, terms: pattern.map((level) => ({ half, sign, level })) })),
      ),
    ),
  );
}

/** The levels of a witness: products are near 2^(−24·level). */
function levelsOf({ left, right }: Candidate): readonly number[] {
  const products = Array.from(left, (x, t) => Math.abs(x * right[t]!));
  const largest = Math.max(...products);
  return products.map((product) =>
    product === 0 ? Number.POSITIVE_INFINITY : Math.round(Math.log2(largest / product) / 24),
  );
}

function fill({ lefts, rights, n }: Pool, index: number, candidate: { main: number; terms: readonly Choice[] }): void {
  for (const [t, { half, sign, level }] of candidate.terms.entries()) {
    const at = index * n + t;
    const [x, y] = level === 0 ? mains[candidate.main]! : halves[half]!;
    const scale = level > 4 ? 0 : 2 ** (-12 * level);
    lefts[at] = x * scale * (level === 0 ? 1 : sign);
    rights[at] = y * scale;
  }
}

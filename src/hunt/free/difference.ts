import type { Accumulation } from '../../sums/accumulation.ts';
import { annealing } from '../blind/annealing.ts';
import { type BlindOptions, Pool } from '../blind/pool.ts';
import type { Candidate } from '../problem.ts';
import type { Search, SearchStep } from '../search.ts';
import type { Factors } from './leaf.ts';
import { freeWitness } from './witness.ts';

/** 2^24 + 1, scaled. */
const tie: Factors = [24929 * 2 ** -12, 673 * 2 ** -12];
/** 2^29 + 1, scaled: a rounding to binary64 before the one to binary32 makes a tie of it. */
const viaTie: Factors = [177 * 2 ** -14, 3033169 * 2 ** -15];
/** An even number, an odd one, and a product that is rounded down. */
const mains: readonly Factors[] = [[1, 1], [1 + 2 ** -23, 1], tie];
/**
 * Times half an ulp of the main product: lost, rounded up by a fused multiply-add alone, and always lost. Larger ones
 * move some sums by an ulp and others by two.
 */
const halves: readonly Factors[] = [[1, 1], tie, viaTie, [1 - 2 ** -24, 1], [1.5, 1], [2, 1], [3, 1]];

/** A term as a choice: which half ulp, its sign and level. Level 0 is the main product, ∞ is 0. */
interface Choice {
  readonly half: number;
  readonly sign: 1 | -1;
  readonly level: number;
}

/**
 * A large difference of two known accumulations of free factors. Terms are placed so that one loses what the other
 * keeps. The candidates have the main product and the levels of the worst input of either tree, or all other terms on
 * one level; exact, slightly larger or smaller ties; all positive or all negative beside the main product. The best six
 * are improved term by term over the same choices, and the best of these by annealing.
 */
export function* differenceSearch(options: BlindOptions, a: Accumulation, b: Accumulation): Search {
  const pool = new Pool(options, batch);
  const budget = { left: options.budget };
  const starts = [a, b].flatMap((one) => startsOf(levelsOf(freeWitness(one))));
  const scored = yield* scoreAll(starts, pool, budget);
  scored.sort((one, other) => other.score - one.score);
  let best = scored[0];
  for (const start of scored.slice(0, climbed)) {
    const top = yield* climb(start, pool, budget);
    if (best === undefined || top.score > best.score) best = top;
  }
  if (best === undefined || budget.left <= 0) return;
  fill(pool, 0, best);
  yield* annealing({ ...options, budget: budget.left }, pool.candidate(0));
}

/** How many of the first candidates are improved. */
const climbed = 6;

/** A main product and a choice for every term. */
interface Placement {
  readonly main: number;
  readonly terms: readonly Choice[];
}

interface Scored extends Placement {
  readonly score: number;
}

type Budget = { left: number };
type Asking<T> = Generator<SearchStep, T, Answer>;

/** Ends early at the end of the budget. */
function* scoreAll(placements: readonly Placement[], pool: Pool, budget: Budget): Asking<Scored[]> {
  const scored: Scored[] = [];
  for (let from = 0; from < placements.length && budget.left > 0; from += batch) {
    const some = placements.slice(from, from + batch);
    for (const [i, placement] of some.entries()) fill(pool, i, placement);
    yield* pool.evaluate(some.length);
    budget.left -= some.length;
    for (const [i, placement] of some.entries()) scored.push({ ...placement, score: pool.scores[i]! });
  }
  return scored;
}

/** Changes one term after another to the best choice, until no change of a term makes the score grow. */
function* climb(start: Scored, pool: Pool, budget: Budget): Asking<Scored> {
  let best = start;
  for (let last = Number.NEGATIVE_INFINITY; last < best.score && budget.left > 0; ) {
    last = best.score;
    for (let t = 0; t < start.terms.length && budget.left > 0; t += 1) {
      const { main, terms } = best;
      const changed = choices.map((choice) => ({ main, terms: terms.map((old, i) => (i === t ? choice : old)) }));
      for (const one of yield* scoreAll(changed, pool, budget)) if (one.score > best.score) best = one;
    }
  }
  return best;
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

function startsOf(levels: readonly number[]): readonly Placement[] {
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

function fill({ lefts, rights, n }: Pool, index: number, candidate: Placement): void {
  for (const [t, { half, sign, level }] of candidate.terms.entries()) {
    const at = index * n + t;
    const [x, y] = level === 0 ? mains[candidate.main]! : halves[half]!;
    const scale = level > 4 ? 0 : 2 ** (-12 * level);
    lefts[at] = x * scale * (level === 0 ? 1 : sign);
    rights[at] = y * scale;
  }
}

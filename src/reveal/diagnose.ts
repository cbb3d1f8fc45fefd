import type { Obstacle } from './not-a-tree.ts';
import type { Questions } from './probe.ts';
import { type Mismatch, same } from './replay.ts';
import { replayVectors } from './replay-vectors.ts';
import { type Entry, vectorsOf } from './vectors.ts';
import { WordRng } from './word-rng.ts';

/**
 * Why a black box is not explained, from probes of its own, the first that applies:
 * - not repeatable: 32 random vectors put twice in one batch, and once more in another, give different bits;
 * - compensated or exact: M + 1 − M with 1 on leaf 0, 1 or 2 and ±M on the other two. On a tree of two-term nodes that hold fewer
 *   bits than M has, just one of the three gives 1. All three for M = 2^70: exact, or compensated with a second number. All three
 *   for M = 2^24 and not for M = 2^40, which binary64 holds: compensated within binary32. 2^100 + 1 + 2^50 − 2^100 − 2^50 = 1
 *   tells exact sums from compensated ones;
 * - not nearest: 1 + u(1 + 2^-23) on two leaves gives 1;
 * - values dropped: ∞ · 0 gives no NaN;
 * - order by value: the same products on other leaves give the same sum in all of 32 shuffles, and a mismatch was seen;
 * - else the mismatch itself.
 */
export async function diagnose(
  questions: Questions,
  mismatch: Mismatch | undefined,
): Promise<{ readonly obstacle: Obstacle; readonly because: string }> {
  const { n } = questions;
  if (await changesItsMind(questions)) {
    return { obstacle: 'not-repeatable', because: 'the same input gave different results in two calls' };
  }
  if (n >= 3) {
    const kept = await keptUnits(questions);
    if (kept[70]! >= 2) return compensation(questions);
    if (kept[24] === 3 && kept[40]! < 3) {
      return {
        obstacle: 'compensated',
        because: 'sums are compensated within binary32: 2^24 + 1 − 2^24 is 1, 2^40 + 1 − 2^40 is not',
      };
    }
  }
  if (n >= 2) {
    const [above] = await questions.ask(
      vectorsOf(n, [
        [
          [0, 1, 1],
          [1, 2 ** -24 * (1 + 2 ** -23), 1],
        ],
      ]).lefts,
    );
    if (above === 1)
      return { obstacle: 'arithmetic', because: 'additions are not rounded to nearest: 1 + 2^-24 (1 + 2^-23) gives 1' };
  }
  const dropped = vectorsOf(n, [[[0, Infinity, 0]], [[0, 0, Infinity]]]);
  const skips = await questions.ask(dropped.lefts, dropped.rights);
  if (!skips.every(Number.isNaN)) {
    return { obstacle: 'value-dependent', because: 'terms with a factor 0 are left out: ∞ · 0 gives no NaN' };
  }
  if (mismatch === undefined)
    return { obstacle: 'garbage', because: 'mask probes gave answers that no fixed summation tree gives' };
  if (await ordersByValue(questions)) {
    return {
      obstacle: 'value-dependent',
      because: 'shuffled products give the same sum: the order depends on the values',
    };
  }
  return {
    obstacle: 'arithmetic',
    because: `the best model gives ${signed(mismatch.predicted)} where ${signed(mismatch.computed)} was computed (kind of input: ${mismatch.kind})`,
  };
}

/** By k in 24, 40, 70: in how many of three places 1 survives beside ±2^k. */
async function keptUnits(questions: Questions): Promise<Readonly<Record<number, number>>> {
  const places = [24, 40, 70].flatMap((power) => [0, 1, 2].map((place) => ({ power, place })));
  const list = places.map(({ power, place }): readonly Entry[] => {
    const [plus, minus] = [0, 1, 2].filter((leaf) => leaf !== place) as [number, number];
    return [
      [place, 1, 1],
      [plus, 2 ** power, 1],
      [minus, -(2 ** power), 1],
    ];
  });
  const answers = await questions.ask(vectorsOf(questions.n, list).lefts);
  const count = (power: number): number =>
    places.filter((each, index) => each.power === power && answers[index] === 1).length;
  return { 24: count(24), 40: count(40), 70: count(70) };
}

async function compensation(questions: Questions): Promise<{ obstacle: Obstacle; because: string }> {
  const terms = [2 ** 100, 1, 2 ** 50, -(2 ** 100), -(2 ** 50)];
  if (questions.n < terms.length)
    return { obstacle: 'compensated', because: 'sums are compensated or exact: 2^70 + 1 − 2^70 is 1' };
  const [sum] = await questions.ask(
    vectorsOf(questions.n, [terms.map((value, leaf): Entry => [leaf, value, 1])]).lefts,
  );
  return sum === 1
    ? { obstacle: 'compensated', because: 'sums are exact or nearly so: 2^100 + 1 + 2^50 − 2^100 − 2^50 is 1' }
    : {
        obstacle: 'compensated',
        because: 'sums are compensated: 2^70 + 1 − 2^70 is 1, but 2^100 + 1 + 2^50 − 2^100 − 2^50 is not 1',
      };
}

const trials = 32;

async function changesItsMind(questions: Questions): Promise<boolean> {
  const { lefts, rights } = replayVectors(new WordRng(3), questions.n, trials, 0);
  const twice = (values: Float32Array): Float32Array => {
    const both = new Float32Array(2 * values.length);
    both.set(values);
    both.set(values, values.length);
    return both;
  };
  const first = await questions.check(twice(lefts), twice(rights));
  const again = await questions.check(lefts, rights);
  return again.some((value, index) => !same(value, first[index]!) || !same(value, first[trials + index]!));
}

async function ordersByValue(questions: Questions): Promise<boolean> {
  const { n } = questions;
  const rng = new WordRng(4);
  const { lefts, rights } = replayVectors(rng, n, 1, 2);
  const left = new Float32Array(trials * n);
  const right = new Float32Array(trials * n);
  for (let trial = 0; trial < trials; trial += 1) {
    const order = Array.from({ length: n }, (_, k) => k);
    for (let k = 0; trial > 0 && k < n; k += 1) {
      const other = k + rng.below(n - k);
      [order[k], order[other]] = [order[other]!, order[k]!];
    }
    order.forEach((from, to) => {
      left[trial * n + to] = lefts[from]!;
      right[trial * n + to] = rights[from]!;
    });
  }
  const sums = await questions.check(left, right);
  return n > 4 && sums.every((value) => same(value, sums[0]!));
}

function signed(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

import type { Distribution } from '../distribution.ts';
import { fillWindows } from '../fill.ts';
import type { Rng } from '../random.ts';

/**
 * Numbers at which hypotheses begin and end: zeros, both ends of the subnormal and of the normal range, numbers with
 * half of these exponents, 1 and its neighbours, and factors of ties.
 */
const magnitudes: readonly number[] = [
  ...[0, 2 ** -149, 3 * 2 ** -149, 2 ** -127, 2 ** -126 - 2 ** -149, 2 ** -126, 2 ** -126 + 2 ** -149],
  ...[2 ** -100, 2 ** -76, 2 ** -75, 1.5 * 2 ** -75, 2 ** -74, 2 ** -64, 2 ** -63, 2 ** -25, 2 ** -24, 2 ** -12],
  ...[1 - 2 ** -24, 1, 1 + 2 ** -23, 2 - 2 ** -23, 3, 2 ** 12, 4097, 2 ** 23 + 1, 2 ** 24 - 1, 2 ** 24, 2 ** 26],
  ...[24929, 673, 24929 * 2 ** -12, 673 * 2 ** -12, 177, 3033169],
  ...[2 ** 63, 2 ** 64 - 2 ** 40, 2 ** 64, 2 ** 100, 2 ** 127, 2 ** 128 - 2 ** 104],
];
/** Values of a batch; the fewer there are, the more often they meet. */
const mostChosen = 6;

/**
 * Infinities, NaN, zeros and the ends of both ranges: numbers for which multiplication and addition have special rules.
 */
const specialNumbers: Float32Array = Float32Array.from(
  [
    ...[0, 2 ** -149, 2 ** -127, (1 - 2 ** -23) * 2 ** -126, 2 ** -126, (1 + 2 ** -23) * 2 ** -126, 2 ** -75, 2 ** -24],
    ...[1 - 2 ** -24, 1, 1 + 2 ** -23, 2 ** 24, 2 ** 64, 2 ** 127, (2 - 2 ** -23) * 2 ** 127, Number.POSITIVE_INFINITY],
  ].flatMap((size) => [size, -size]),
);

/** Not in the default mix. It tries each pair of special numbers on each term. */
export const specialPairs: Distribution = {
  name: 'special-pairs',
  share: 0,
  description:
    'A product of two of 33 special numbers (±0, ±∞, NaN, the ends of the subnormal and normal range, neighbours ' +
    'of 1) on one term, or in one case of eight on all; the other terms 0 · 1, or in half of the cases ' +
    'bell-shaped.',
  fill(rng, shape, images, kernels, count) {
    fillWindows(rng, shape, images, kernels, count, (_rng, x, y, n) => {
      const [left, right] = [special(rng), special(rng)];
      const choice = rng.next();
      if (choice < 0) {
        x.fill(0, 0, n);
        y.fill(1, 0, n);
      }
      const one = rng.below(n);
      const [from, to] = (choice & 7) === 0 ? [0, n] : [one, one + 1];
      x.fill(left, from, to);
      y.fill(right, from, to);
    });
  },
};

function special(rng: Rng): number {
  return specialNumbers[rng.below(specialNumbers.length + 1)] ?? Number.NaN;
}

/**
 * One to six of these numbers, of either sign, in all places of a batch; another one in every fifth place; and infinity
 * or NaN in one of fifty. It looks for claims whose hypotheses are incomplete. It is not in the default mix: its
 * batches are similar, so many batches of few cases find more.
 */
export const edges: Distribution = {
  name: 'edges',
  share: 0,
  description:
    'A few numbers at the edges of the range, of binades and of claims, again and again; infinities and NaN among ' +
    'them.',
  fill(rng, _shape, images, kernels) {
    const chosen = Array.from({ length: 1 + rng.below(mostChosen) }, () => edge(rng));
    for (const numbers of [images, kernels]) {
      for (let i = 0; i < numbers.length; i++)
        numbers[i] = rng.chance(0.8) ? chosen[rng.below(chosen.length)]! : edge(rng);
    }
  },
};

function edge(rng: Rng): number {
  const sign = rng.chance(0.5) ? 1 : -1;
  if (rng.chance(0.02)) return rng.chance(0.5) ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * magnitudes[rng.below(magnitudes.length)]!;
}

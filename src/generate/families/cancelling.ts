import type { Family } from '../family.ts';
import { fillWindows, randomIn, shuffleTerms } from '../fill-windows.ts';
import { powerOfTwo } from '../power-of-two.ts';
import type { Rng } from '../rng.ts';

export const cancellingPairs: Family = {
  name: 'cancelling-pairs',
  share: 0.06,
  description:
    'In one window: terms in pairs of opposite products, a third of them off by one ulp of a tap, the pairs adjacent, mirrored, or anywhere; a rest term 0 to 30 binades smaller.',
  fill(rng, shape, images, kernels, count) {
    fillWindows(rng, shape, images, kernels, count, pairs);
  },
};

function pairs(rng: Rng, x: Float64Array, y: Float64Array, n: number): void {
  const way = rng.below(3);
  const spread = rng.below(16);
  for (let pair = 0; pair < n >> 1; pair++) {
    const one = way === 0 ? 2 * pair : pair;
    const other = way === 0 ? one + 1 : n - 1 - pair;
    const shift = rng.between(-4, 4);
    x[one] = randomIn(rng, rng.between(-spread, spread));
    y[one] = randomIn(rng, rng.between(-spread, spread));
    x[other] = -x[one]! * powerOfTwo(shift);
    const ulps = rng.below(3) === 0 ? 1 + rng.sign() * 2 ** -23 : 1;
    y[other] = Math.fround(y[one]! * ulps) * powerOfTwo(-shift);
  }
  if (n % 2 === 1) {
    const rest = way === 0 ? n - 1 : n >> 1;
    x[rest] = randomIn(rng, -rng.below(16));
    y[rest] = randomIn(rng, -rng.below(16));
  }
  if (way === 2) shuffleTerms(rng, x, y, n);
}

export const growing: Family = {
  name: 'growing',
  share: 0.03,
  description:
    'Taps that grow or shrink from the first term to the last by 2 to 60 binades in all, evenly; pixels in [1, 2), signs random or all positive.',
  fill(rng, shape, images, kernels, count) {
    const { channelsOut } = shape;
    const taps = kernels.length / count;
    const terms = taps / channelsOut;
    const pixels = images.length / count;
    for (let i = 0; i < count; i++) {
      const span = rng.between(2, 60) * rng.sign();
      const positive = rng.next() < 0;
      const middle = span / 2;
      for (let j = i * pixels; j < (i + 1) * pixels; j++) images[j] = signed(rng, 0, positive);
      for (let j = 0; j < taps; j++) {
        const place = terms === 1 ? 0.5 : Math.floor(j / channelsOut) / (terms - 1);
        kernels[i * taps + j] = signed(rng, Math.round(place * span - middle), positive);
      }
    }
  },
};

function signed(rng: Rng, exponent: number, positive: boolean): number {
  const value = randomIn(rng, exponent);
  return positive ? Math.abs(value) : value;
}

export const oneLarge: Family = {
  name: 'one-large',
  share: 0.04,
  description: 'In one window: one term 4 to 60 binades above all others, at any place; the others in one binade.',
  fill(rng, shape, images, kernels, count) {
    fillWindows(rng, shape, images, kernels, count, (_rng, x, y, n) => {
      for (let t = 0; t < n; t++) {
        x[t] = randomIn(rng, 0);
        y[t] = randomIn(rng, 0);
      }
      const large = rng.below(n);
      x[large] = x[large]! * powerOfTwo(rng.between(2, 30));
      y[large] = y[large]! * powerOfTwo(rng.between(2, 30));
    });
  },
};

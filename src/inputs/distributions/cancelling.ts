import type { Distribution } from '../distribution.ts';
import { fillWindows, powerOfTwo, shuffleTerms, wordsOf } from '../fill.ts';
import type { Rng } from '../random.ts';

export const cancellingPairs: Distribution = {
  name: 'cancelling-pairs',
  share: 0.06,
  description:
    'In one window: terms in pairs of opposite products, a third of them off by one ulp of a tap, the pairs ' +
    'adjacent, mirrored, or anywhere; a rest term 0 to 30 binades smaller.',
  fill(rng, shape, images, kernels, count) {
    fillWindows(rng, shape, images, kernels, count, (_rng, x, y, n) => pairs(rng, x, y, n, rng.below(16)));
  },
};

/** Not in the default mix, because the cancelling terms may overflow or underflow first. */
export const wideCancellingPairs: Distribution = {
  name: 'wide-cancelling-pairs',
  share: 0,
  description: 'As cancelling-pairs, with products from 2^-150 to 2^120.',
  fill(rng, shape, images, kernels, count) {
    fillWindows(rng, shape, images, kernels, count, (_rng, x, y, n) => {
      for (let t = 0; t < n; t++) y[t] = y[t]! * 2 ** -13;
      pairs(rng, x, y, n, 68);
    });
  },
};

/** Two thirds 1, one third the ulp below or above it. */
const oneOrBeside = Float64Array.of(1, 1, 1, 1, 1 - 2 ** -23, 1 + 2 ** -23);

/**
 * Exponents from −spread to spread. One draw a pair: eight bits choose the shift, eight and seven the exponents, eight
 * and one the ulp.
 */
function pairs(rng: Rng, x: Float32Array, y: Float32Array, n: number, spread: number): void {
  const way = rng.below(3);
  const range = 2 * spread + 1;
  for (let pair = 0; pair < n >> 1; pair++) {
    const one = way === 0 ? 2 * pair : pair;
    const other = way === 0 ? one + 1 : n - 1 - pair;
    const word = rng.next();
    const shift = (((word & 255) * 9) >>> 8) - 4;
    const ulps = oneOrBeside[((word >>> 24) * 6) >>> 8]!;
    x[one] = x[one]! * powerOfTwo(((((word >>> 8) & 255) * range) >>> 8) - spread);
    y[one] = y[one]! * powerOfTwo(((((word >>> 16) & 127) * range) >>> 7) - spread);
    x[other] = -x[one]! * powerOfTwo(shift);
    y[other] = Math.fround(y[one]! * ulps) * powerOfTwo(-shift);
  }
  if (n % 2 === 1) {
    const rest = way === 0 ? n - 1 : n >> 1;
    x[rest] = x[rest]! * powerOfTwo(-rng.below(16));
    y[rest] = y[rest]! * powerOfTwo(-rng.below(16));
  }
  if (way === 2) shuffleTerms(rng, x, y, n);
}

export const growing: Distribution = {
  name: 'growing',
  share: 0.03,
  description:
    'Taps that grow or shrink from the first term to the last by 2 to 60 binades in all, evenly; pixels in [1, ' +
    '2), signs random or all positive.',
  fill(rng, { channelsOut }, images, kernels, count) {
    const [pixels, taps] = [images.length / count, kernels.length / count];
    const [imageWords, kernelWords] = [wordsOf(images), wordsOf(kernels)];
    const terms = taps / channelsOut;
    for (let i = 0; i < count; i++) {
      const span = rng.between(2, 60) * rng.sign();
      const step = terms === 1 ? 0 : span / (terms - 1);
      const keep = rng.next() < 0 ? 0x007fffff : 0x807fffff;
      rng.fill(imageWords, i * pixels, (i + 1) * pixels, keep, 0x3f800000);
      rng.fill(kernelWords, i * taps, (i + 1) * taps, keep, 0);
      for (let term = 0, tap = i * taps; term < terms; term++) {
        const field = Math.round(term * step - span / 2) + 127;
        for (let channel = 0; channel < channelsOut; channel++, tap++)
          kernelWords[tap] = kernelWords[tap]! | (field << 23);
      }
    }
  },
};

export const oneLarge: Distribution = {
  name: 'one-large',
  share: 0.04,
  description: 'In one window: one term 4 to 60 binades above all others, at any place; the others in one binade.',
  fill(rng, shape, images, kernels, count) {
    fillWindows(rng, shape, images, kernels, count, (_rng, x, y, n) => {
      const large = rng.below(n);
      x[large] = x[large]! * powerOfTwo(rng.between(2, 30));
      y[large] = y[large]! * powerOfTwo(rng.between(2, 30));
    });
  },
};

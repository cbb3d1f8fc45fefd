import { imageSize, kernelSize } from '../../conv/shape.ts';
import type { Distribution } from '../distribution.ts';
import { fillWindows, powerOfTwo, wordsOf } from '../fill.ts';
import type { Rng } from '../random.ts';

/**
 * Every product is a tie. A pixel is an odd number of m bits that begins with 10…, a tap an odd one of 26 − m bits that
 * begins with 100…. Their product is odd and lies in [2^24, 2^25), because 1.5 · 1.25 < 2. So it has exactly 25 bits,
 * the last one set, and lies half way between two binary32 numbers. Scaling by powers of two changes nothing. Errors of
 * u/(1+u) of the product hardly occur at random: one random product in millions comes as near to a tie.
 */
export const halfwayProducts: Distribution = {
  name: 'halfway-products',
  share: 0.04,
  description:
    'Every product of a pixel and a tap has exactly 25 significant bits: half way between two binary32 numbers; ' +
    'exponents −3 … 3.',
  fill(rng, shape, images, kernels, count) {
    const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
    const [imageWords, kernelWords] = [wordsOf(images), wordsOf(kernels)];
    for (let i = 0; i < count; i++) {
      const bits = rng.between(3, 22);
      fillOdd(rng, imageWords, i * pixels, (i + 1) * pixels, bits, 1);
      fillOdd(rng, kernelWords, i * taps, (i + 1) * taps, 26 - bits, 2);
    }
  },
};

/**
 * ± odd numbers of `bits` bits, at least 3, whose `clear` bits after the first are zero, scaled to exponents −3 … 3.
 */
function fillOdd(rng: Rng, words: Int32Array, from: number, to: number, bits: number, clear: number): void {
  rng.fill(words, from, to);
  const last = 1 << (24 - bits);
  const mask = (0x7fffff >>> clear) & -last;
  for (let i = from; i < to; i++) {
    const word = words[i]!;
    const exponent = 124 + ((((word >>> 23) & 255) * 7) >>> 8);
    words[i] = (word & 0x80000000) | (exponent << 23) | (word & mask) | last;
  }
}

/** Not in the default mix, because its batches are similar. */
export const nearTies: Distribution = {
  name: 'near-ties',
  share: 0,
  description:
    'Numbers up to four ulps from 1, 2^-12 or 2^-24, a quarter of them 0, those below 1 of either sign: sums with ' +
    'an odd last bit beside products just off a tie.',
  fill(rng, _shape, images, kernels) {
    for (const numbers of [images, kernels]) {
      const words = wordsOf(numbers);
      rng.fill(words, 0, words.length, 63 << 8);
      for (let i = 0; i < words.length; i++) numbers[i] = nearTieNumbers[words[i]! >> 8]!;
    }
  },
};
const nearTieNumbers: Float32Array = Float32Array.from({ length: 64 }, (_, bits) => {
  const near = 1 + ((bits & 7) - 4) * 2 ** -23;
  const size = [0, 1, 2 ** -12, 2 ** -24][bits >> 4]!;
  return (bits & 8) !== 0 && size < 1 ? -near * size : near * size;
});

/**
 * One term b in [1.25, 1.5) · 2^s with all 24 bits, the others odd multiples of half its ulp. In every order, each
 * addition to a partial sum that holds b and an even number of them is a tie. |odd| ≤ 127, so that the sum stays in the
 * binade of b for n < 2^15.
 */
export const halfwaySums: Distribution = {
  name: 'halfway-sums',
  share: 0.04,
  description:
    'In one window: a term with 24 bits and, for all others, odd multiples of half its ulp, so that additions are ' +
    'ties; else typical.',
  fill(rng, shape, images, kernels, count) {
    fillWindows(rng, shape, images, kernels, count, (_rng, x, y, n) => {
      const scale = powerOfTwo(rng.between(-12, 12));
      const large = rng.chance(0.5) ? 0 : rng.below(n);
      const first = x[large]!;
      for (let t = 0; t < n; t++) {
        const drawn = x[t]!;
        const odd = 2 * (((Math.abs(drawn) - 1) * 64) | 0) + 1;
        const shift = ((Math.abs(y[t]!) - 1) * 25) | 0;
        x[t] = (drawn / Math.abs(drawn)) * odd * powerOfTwo(-shift);
        y[t] = scale * powerOfTwo(shift - 24);
      }
      x[large] = Math.sign(first) * (1.25 + Math.floor((Math.abs(first) - 1) * 2 ** 21) * 2 ** -23);
      y[large] = scale;
    });
  },
};

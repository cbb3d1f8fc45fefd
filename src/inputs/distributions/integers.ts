import { imageSize, kernelSize } from '../../conv/shape.ts';
import type { Distribution } from '../distribution.ts';
import { fillBell, powerOfTwo, wordsOf } from '../fill.ts';
import type { Rng } from '../random.ts';

/**
 * Whole numbers from −most to most ≤ 4096, times unit; off uniform by at most (2 most + 1) / 2^18 of each probability.
 * The bits are drawn into the numbers' own memory.
 */
function fillWhole(
  rng: Rng,
  numbers: Float32Array,
  words: Int32Array,
  from: number,
  to: number,
  most: number,
  unit: number,
): void {
  rng.fill(words, from, to);
  for (let i = from; i < to; i++) numbers[i] = ((Math.imul(words[i]! >>> 14, 2 * most + 1) >>> 18) - most) * unit;
}

export const smallIntegers: Distribution = {
  name: 'small-integers',
  share: 0.03,
  description:
    'Whole numbers from −m to m, m from {1, 2, 4, 8, 16, 32} for each case: every order is exact while n · m² < ' +
    '2^24. Zeros are frequent.',
  fill(rng, shape, images, kernels, count) {
    const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
    const [imageWords, kernelWords] = [wordsOf(images), wordsOf(kernels)];
    for (let i = 0; i < count; i++) {
      const most = powerOfTwo(rng.below(6));
      fillWhole(rng, images, imageWords, i * pixels, (i + 1) * pixels, most, 1);
      fillWhole(rng, kernels, kernelWords, i * taps, (i + 1) * taps, most, 1);
    }
  },
};

/**
 * Products are whole multiples of one power of two, and n of them never reach 2^24 times it. So every partial sum in
 * every order is a binary32 number, and all orders agree to the last bit. Any difference is an error of indexing or of
 * width.
 */
export const exactGrids: Distribution = {
  name: 'exact-grids',
  share: 0.03,
  description:
    'Whole numbers times 2^-g, |g| ≤ 20, as large as every partial sum in every order remains exact: n · largest² ' +
    '≤ 2^24.',
  fill(rng, shape, images, kernels, count) {
    const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
    const [imageWords, kernelWords] = [wordsOf(images), wordsOf(kernels)];
    const most = Math.max(1, Math.floor(Math.sqrt((2 ** 24 * shape.channelsOut) / taps)));
    for (let i = 0; i < count; i++) {
      fillWhole(rng, images, imageWords, i * pixels, (i + 1) * pixels, most, powerOfTwo(rng.between(-20, 20)));
      fillWhole(rng, kernels, kernelWords, i * taps, (i + 1) * taps, most, powerOfTwo(rng.between(-20, 20)));
    }
  },
};

export const pixelsAndWeights: Distribution = {
  name: 'pixels-and-weights',
  share: 0.04,
  description:
    'Pixels of eight bits, 0 … 255 or in half of the cases divided by 255; weights bell-shaped around 0 with ' +
    'width 1/√n.',
  fill(rng, shape, images, kernels, count) {
    const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
    const words = wordsOf(images);
    rng.fill(words);
    for (let i = 0; i < count; i++) {
      const divisor = rng.next() < 0 ? 255 : 1;
      for (let j = i * pixels; j < (i + 1) * pixels; j++) images[j] = (words[j]! >>> 24) / divisor;
    }
    fillBell(rng, kernels, Math.sqrt(shape.channelsOut / taps));
  },
};

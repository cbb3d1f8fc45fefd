import { imageSize, kernelSize } from '../../conv/shape.ts';
import type { Distribution } from '../distribution.ts';
import { wordsOf } from '../fill.ts';
import type { Rng } from '../random.ts';

/**
 * Numbers with few significant bits: exact products and sums, ties, and cancellation to zero are frequent. They hardly
 * ever occur among random bits.
 */
export const fewBits: Distribution = {
  name: 'few-bits',
  share: 0.06,
  description:
    'One to thirteen significant bits (one number of bits for the pixels of a case, one for its taps), exponents ' +
    '−12 … 12.',
  fill(rng, shape, images, kernels, count) {
    fillShort(rng, images, imageSize(shape), count);
    fillShort(rng, kernels, kernelSize(shape), count);
  },
};

function fillShort(rng: Rng, numbers: Float32Array, size: number, count: number): void {
  const words = wordsOf(numbers);
  for (let i = 0; i < count; i++) {
    const half = rng.between(0, 12);
    const mask = -1 << (24 - rng.between(1, 13));
    rng.fillBinades(words, i * size, (i + 1) * size, -half, 2 * half + 1, mask);
  }
}

/**
 * Neighbours of powers of two: where the spacing changes, where relative rounding errors are largest, where ulp is
 * ambiguous.
 */
export const powersOfTwo: Distribution = {
  name: 'powers-of-two',
  share: 0.05,
  description:
    'Powers of two from 2^-8 to 2^8, and their neighbours one ulp above and below, a third each; signs random.',
  fill(rng, _shape, images, kernels) {
    for (const numbers of [images, kernels]) {
      const words = wordsOf(numbers);
      rng.fill(words);
      for (let i = 0; i < words.length; i++) {
        const word = words[i]!;
        const power = 119 + ((((word >>> 16) & 255) * 17) >>> 8);
        words[i] = (word & 0x80000000) | ((power << 23) + (((word & 0xffff) * 3) >>> 16) - 1);
      }
    }
  },
};

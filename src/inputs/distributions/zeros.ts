import { kernelSize } from '../../conv/shape.ts';
import type { Distribution } from '../distribution.ts';
import { fillBell, randomIn, wordsOf } from '../fill.ts';
import type { Rng } from '../random.ts';

/** Few products in a window, so that the error of one product is not hidden below the bound for many. */
export const sparseKernels: Distribution = {
  name: 'sparse-kernels',
  share: 0.07,
  description:
    'Bell-shaped pixels; for each channel out one to three taps that are not zero; in a quarter of the cases both ' +
    'times 2^-66, so that products underflow.',
  fill(rng, shape, images, kernels, count) {
    fillBell(rng, images, 1);
    kernels.fill(0);
    const { channelsOut } = shape;
    const [pixels, taps] = [images.length / count, kernelSize(shape)];
    for (let i = 0; i < count; i++) {
      const scale = rng.below(4) === 0 ? 2 ** -66 : 1;
      if (scale !== 1) for (let j = i * pixels; j < (i + 1) * pixels; j++) images[j] = images[j]! * scale;
      for (let channel = 0; channel < channelsOut; channel++) {
        for (let left = rng.between(1, 3); left > 0; left--) {
          const tap = rng.below(taps / channelsOut) * channelsOut + channel;
          kernels[i * taps + tap] = randomIn(rng, rng.between(-3, 3)) * scale;
        }
      }
    }
  },
};

export const signedZeros: Distribution = {
  name: 'signed-zeros',
  share: 0.02,
  description:
    'Three numbers in eight are −0, two +0, one ±1, two random in [1, 2) with either sign; sums of nothing but ' +
    'zeros are frequent.',
  fill(rng, _shape, images, kernels) {
    for (const numbers of [images, kernels]) fillZeros(rng, wordsOf(numbers));
  },
};

function fillZeros(rng: Rng, words: Int32Array): void {
  rng.fill(words);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const choice = (word >>> 23) & 7;
    words[i] = (word & keptBits[choice]!) | setBits[choice]!;
  }
}
/** By three random bits: −0, −0, −0, +0, +0, ±1, and two in [1, 2) with either sign. */
const keptBits = Int32Array.of(0, 0, 0, 0, 0, 1 << 31, 0x807fffff, 0x807fffff);
const setBits = Int32Array.of(1 << 31, 1 << 31, 1 << 31, 0, 0, 0x3f800000, 0x3f800000, 0x3f800000);

export const subnormals: Distribution = {
  name: 'subnormals',
  share: 0.02,
  description:
    'Pixels subnormal with 1 to 23 bits and taps from 2^-6 to 2^30, or the other way round: products subnormal or ' +
    'just normal.',
  fill(rng, _shape, images, kernels, count) {
    const [pixels, taps] = [images.length / count, kernels.length / count];
    const [imageWords, kernelWords] = [wordsOf(images), wordsOf(kernels)];
    for (let i = 0; i < count; i++) {
      const tiny = rng.next() < 0;
      const shift = rng.below(37) - 6;
      fillTiny(rng, imageWords, i * pixels, (i + 1) * pixels, tiny, shift);
      fillTiny(rng, kernelWords, i * taps, (i + 1) * taps, !tiny, shift);
    }
  },
};

function fillTiny(rng: Rng, words: Int32Array, from: number, to: number, tiny: boolean, exponent: number): void {
  rng.fill(words, from, to, tiny ? -1 : 0x807fffff, tiny ? 0 : (exponent + 127) << 23);
  if (!tiny) return;
  for (let i = from; i < to; i++) {
    const word = words[i]!;
    const dropped = (((word >>> 23) & 255) * 23) >>> 8;
    words[i] = (word & 0x80000000) | (((word & 0x7fffff) | 0x400000) >>> dropped);
  }
}

const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, (2 - 2 ** -23) * 2 ** 127] as const;

/** Most claims about errors discard these. Some claims are about them only. */
export const specials: Distribution = {
  name: 'specials',
  share: 0.03,
  description:
    'Exponents −3 … 0, with one to three numbers replaced by NaN, ±∞ or the largest finite number, and a quarter ' +
    'of the taps by zeros of either sign.',
  fill(rng, _shape, images, kernels, count) {
    rng.fillBinades(wordsOf(images), 0, images.length, -3, 4);
    const taps = wordsOf(kernels);
    rng.fillBinades(taps, 0, taps.length, -3, 4);
    for (let i = 0; i < taps.length; i++) taps[i] = taps[i]! & ((taps[i]! & 3) === 0 ? 1 << 31 : -1);
    for (let i = 0; i < count; i++) {
      for (let left = rng.between(1, 3); left > 0; left--) {
        const numbers = rng.below(3) === 0 ? kernels : images;
        const size = numbers.length / count;
        numbers[i * size + rng.below(size)] = rng.pick(special);
      }
    }
  },
};

import { imageSize } from '../../conv/image-size.ts';
import { kernelSize } from '../../conv/kernel-size.ts';
import type { ConvShape } from '../../conv/shape.ts';
import type { Distribution } from '../distribution.ts';
import { wordsOf } from '../fill.ts';
import type { Rng } from '../random.ts';

/** For one case: lowest exponent and number of binades of the pixels, then of the taps. */
type Ranges = readonly [pixelLowest: number, pixelBinades: number, tapLowest: number, tapBinades: number];

/**
 * Distributions that differ in the exponents only: all 24 bits of every significand are random, signs too. Each case
 * draws its own range of exponents, so that a batch covers the distribution. Never zero, subnormal, infinite. (Of
 * `underflow` some cases are powers of two.)
 */
function ofRanges(
  name: string,
  share: number,
  description: string,
  draw: (rng: Rng, shape: ConvShape) => Ranges,
): Distribution {
  return {
    name,
    share,
    description,
    fill(rng, shape, images, kernels, count) {
      const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
      const [imageWords, kernelWords] = [wordsOf(images), wordsOf(kernels)];
      for (let i = 0; i < count; i++) {
        const [pixelLowest, pixelBinades, tapLowest, tapBinades] = draw(rng, shape);
        rng.fillBinades(imageWords, i * pixels, (i + 1) * pixels, pixelLowest, pixelBinades);
        rng.fillBinades(kernelWords, i * taps, (i + 1) * taps, tapLowest, tapBinades);
      }
    },
  };
}

export const oneBinade: Distribution = ofRanges(
  'one-binade',
  0.05,
  'All pixels of a case in one binade and all taps in one, each between 2^-12 and 2^13, signs random: every term ' +
    'counts.',
  (rng) => [rng.between(-12, 12), 1, rng.between(-12, 12), 1],
);

export const neighbouringBinades: Distribution = ofRanges(
  'neighbouring-binades',
  0.05,
  'Exponents of a case over two to four neighbouring binades, for pixels and taps each on its own.',
  (rng) => [rng.between(-12, 8), rng.between(2, 4), rng.between(-12, 8), rng.between(2, 4)],
);

export const logUniform: Distribution = ofRanges(
  'log-uniform',
  0.07,
  'Exponents uniform over −w … w with one w from 4 to 20, in a quarter of the cases to 52; products stay normal.',
  (rng) => {
    const half = rng.chance(0.25) ? rng.between(21, 52) : rng.between(4, 20);
    return [-half, 2 * half + 1, -half, 2 * half + 1];
  },
);

const underflowing: Distribution = ofRanges(
  'underflow',
  0.03,
  'Pixels over nine binades somewhere between 2^-84 and 2^-56, taps such that products lie between 2^-158 and ' +
    '2^-118: normal, subnormal or lost. In one case of eight all products are 2^-150, which ties to 0.',
  (rng) => {
    const middle = rng.between(-80, -60);
    return [middle - 4, 9, -138 - middle - 8, 17];
  },
);

export const underflow: Distribution = {
  ...underflowing,
  fill(rng, shape, images, kernels, count) {
    underflowing.fill(rng, shape, images, kernels, count);
    const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
    for (let i = 0; i < count; i++) {
      if (rng.below(8) > 0) continue;
      images.fill(2 ** -75, i * pixels, (i + 1) * pixels);
      kernels.fill(2 ** -75, i * taps, (i + 1) * taps);
    }
  },
};

export const overflow: Distribution = ofRanges(
  'overflow',
  0.02,
  'Products between 2^124 and 2^129: some overflow themselves, some only in their sum, some only in one order.',
  (rng) => {
    const pixel = rng.between(56, 70);
    return [pixel, 2, 124 - pixel, 3];
  },
);

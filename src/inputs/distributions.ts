import type { Distribution } from './distribution.ts';
import { logUniform, neighbouringBinades, oneBinade, overflow, underflow } from './distributions/binades.ts';
import { cancellingPairs, growing, oneLarge } from './distributions/cancelling.ts';
import { fewBits, powersOfTwo } from './distributions/few-bits.ts';
import { halfwayProducts, halfwaySums } from './distributions/halfway.ts';
import { illConditioned } from './distributions/ill-conditioned.ts';
import { exactGrids, pixelsAndWeights, smallIntegers } from './distributions/integers.ts';
import { typical } from './distributions/typical.ts';
import { witnesses } from './distributions/witnesses.ts';
import { signedZeros, sparseKernels, specials, subnormals } from './distributions/zeros.ts';
import type { Rng } from './rng.ts';

/** The default mix; shares add up to 1. Numbers are finite in all distributions but `specials`. */
export const distributions: readonly Distribution[] = [
  typical,
  oneBinade,
  neighbouringBinades,
  logUniform,
  fewBits,
  powersOfTwo,
  halfwayProducts,
  halfwaySums,
  cancellingPairs,
  illConditioned,
  oneLarge,
  growing,
  pixelsAndWeights,
  smallIntegers,
  exactGrids,
  underflow,
  overflow,
  subnormals,
  signedZeros,
  sparseKernels,
  specials,
  witnesses,
];

/** One distribution, with the probability of its share among those given. */
export function randomDistribution(rng: Rng, among: readonly Distribution[] = distributions): Distribution {
  let left = rng.unit() * among.reduce((sum, { share }) => sum + share, 0);
  for (const distribution of among) {
    left -= distribution.share;
    if (left < 0) return distribution;
  }
  return among[among.length - 1]!;
}

import type { Distribution } from './distribution.ts';
import { logUniform, neighbouringBinades, oneBinade, overflow, underflow } from './distributions/binades.ts';
import { cancellingPairs, growing, oneLarge, wideCancellingPairs } from './distributions/cancelling.ts';
import { specialPairs } from './distributions/edges.ts';
import { fewBits, powersOfTwo } from './distributions/few-bits.ts';
import { halfwayProducts, halfwaySums, nearTies } from './distributions/halfway.ts';
import { illConditioned } from './distributions/ill-conditioned.ts';
import { exactGrids, pixelsAndWeights, smallIntegers } from './distributions/integers.ts';
import { typical } from './distributions/typical.ts';
import { witnesses } from './distributions/witnesses.ts';
import { signedZeros, sparseKernels, specials, subnormals } from './distributions/zeros.ts';
import type { Rng } from './random.ts';

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

/**
 * What a model of an engine is replayed on, each distribution equally often. Together they have all signs and all
 * exponents; zeros, subnormal, infinite and NaN factors; products that underflow and overflow; ties and cancellation.
 */
export const replayDistributions: readonly [Distribution, ...Distribution[]] = [
  neighbouringBinades,
  oneBinade,
  logUniform,
  fewBits,
  powersOfTwo,
  cancellingPairs,
  wideCancellingPairs,
  nearTies,
  halfwayProducts,
  halfwaySums,
  oneLarge,
  growing,
  sparseKernels,
  smallIntegers,
  signedZeros,
  underflow,
  subnormals,
  overflow,
  specials,
  specialPairs,
];

/**
 * Distributions on which additions nearly always round and nothing overflows or underflows, so that two different
 * orders soon give different results.
 */
export const roundingDistributions: readonly Distribution[] = [
  typical,
  pixelsAndWeights,
  oneBinade,
  neighbouringBinades,
  cancellingPairs,
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

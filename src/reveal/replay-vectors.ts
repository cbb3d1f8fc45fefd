import type { Batch } from '../conv/batch.ts';
import { rowShape } from '../conv/shape.ts';
import type { NarrowName } from '../float/narrow-numbers.ts';
import type { Distribution } from '../inputs/distribution.ts';
import { replayDistributions } from '../inputs/distributions.ts';
import { narrowDistributions } from '../inputs/narrow-distributions.ts';
import type { Rng } from '../inputs/random.ts';
import { distributionOf, mixedBatch, randomBatch } from '../inputs/random-batch.ts';
import type { Vectors } from './oracle.ts';

/** Memory for vectors of n terms, to be written again and again. */
export function vectorMemory(n: number, count: number): Batch {
  return { shape: rowShape(n), count, images: new Float32Array(count * n), kernels: new Float32Array(count * n) };
}

/**
 * `count` vectors of n terms, as many of each distribution of replays as of the others, beginning with number `first`
 * of these. With `into`, they are valid until its memory is written again.
 */
export function replayVectors(
  rng: Rng,
  n: number,
  count: number,
  first: number = 0,
  into: Batch = vectorMemory(n, count),
  distributions: readonly Distribution[] = replayDistributions,
): Vectors {
  const { images, kernels } = mixedBatch(rng, into.shape, count, distributions, first, into);
  return { lefts: images, rights: kernels, count };
}

/** The name of the distribution that vector `index` of these was drawn from. */
export function nameOfVector(
  index: number,
  count: number,
  first: number = 0,
  distributions: readonly Distribution[] = replayDistributions,
): string {
  return distributionOf(index, count, distributions, first).name;
}

/** What is replayed on a black box: in 16 bits also what is drawn for its format. */
export function distributionsFor(narrow: NarrowName | undefined): readonly Distribution[] {
  return narrow === undefined ? replayDistributions : [...replayDistributions, ...narrowDistributions(narrow)];
}

/** `count` vectors of n terms of one distribution. */
export function vectorsFrom(distribution: Distribution, rng: Rng, n: number, count: number): Vectors {
  const { images, kernels } = randomBatch(rng, distribution, rowShape(n), count);
  return { lefts: images, rights: kernels, count };
}

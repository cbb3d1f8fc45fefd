import type { ConvShape } from '../conv/shape.ts';
import type { Rng } from './random.ts';

/**
 * One kind of values worth trying. `fill` writes every number of `count` images and kernels of the shape, which lie
 * side by side as in a Batch. It draws from `rng` only, so the same state gives the same values. It works for every
 * shape.
 */
export interface Distribution {
  readonly name: string;
  /** How much of the default mix; the shares of `distributions` add up to 1. */
  readonly share: number;
  /** Domain and distribution in one sentence. */
  readonly description: string;
  fill(rng: Rng, shape: ConvShape, images: Float32Array, kernels: Float32Array, count: number): void;
}

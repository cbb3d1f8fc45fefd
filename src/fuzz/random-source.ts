import { outputSize } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { families, randomFamily } from '../generate/families.ts';
import type { Family } from '../generate/family.ts';
import { randomBatch } from '../generate/random-batch.ts';
import { randomShape, type ShapeOptions } from '../generate/random-shape.ts';
import { rngOf } from '../generate/rng.ts';
import type { CaseSource } from './case-source.ts';

export interface RandomSourceOptions {
  readonly families?: readonly Family[];
  /** Only this shape, instead of random ones. */
  readonly shape?: ConvShape;
  readonly shapes?: ShapeOptions;
  /** Outputs in a batch, more or less. */
  readonly outputs?: number;
  /** Cases in a batch at most. */
  readonly cases?: number;
  /** Cases in a batch of a shape with one output. */
  readonly singles?: number;
}

/** So many batches of different families have the same shape, because engines prepare themselves for a shape. */
const batchesPerShape = 2;

/**
 * Random shapes × families, all from one seed. Each shape and each batch has its own stream, so that batch k is the same
 * whatever came before it. Batches are small and sized by outputs, because some libraries take one call for each, and wrong
 * answers hide in shapes rather than in the hundredth case of one; only cases of a single output come by the hundred.
 */
export function randomSource(seed: number, options: RandomSourceOptions = {}): CaseSource {
  const { outputs = 128, cases = 32, singles = 128 } = options;
  return {
    seed,
    batch: (index) => {
      const shape =
        options.shape ?? randomShape(rngOf(seed, `shape ${Math.floor(index / batchesPerShape)}`), options.shapes);
      const rng = rngOf(seed, `batch ${index}`);
      const family = randomFamily(rng, options.families ?? families);
      const size = outputSize(shape);
      const count = size === 1 ? singles : Math.max(2, Math.min(cases, Math.floor(outputs / size)));
      return { batch: randomBatch(rng, family, shape, count), family: family.name };
    },
  };
}

import { outputSize } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import type { Distribution } from '../inputs/distribution.ts';
import { distributions, randomDistribution } from '../inputs/distributions.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import { randomShape, type ShapeOptions } from '../inputs/random-shape.ts';
import { rngOf } from '../inputs/rng.ts';
import type { CaseSource } from './case-source.ts';

export interface RandomSourceOptions {
  readonly distributions?: readonly Distribution[];
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

const usual = { outputs: 128, cases: 32, singles: 128 };

/** Asked for so many cases or more, a campaign draws larger batches. */
const manyCases = 10_000;

/** Eight times as large as usual: references, bounds, calls, and what an engine does for a new shape then serve more cases. */
export const largerBatches: Pick<RandomSourceOptions, 'outputs' | 'cases' | 'singles'> = {
  outputs: usual.outputs * 8,
  cases: usual.cases * 8,
  singles: usual.singles * 8,
};

/** How large batches are in a campaign of so many cases. The same seed gives other cases on the two sides of 10,000, and the same ones on each. */
export function batchSizes(asked: number | undefined): Partial<typeof largerBatches> {
  return asked === undefined || asked < manyCases ? {} : largerBatches;
}

/** So many batches of different distributions have the same shape, because engines prepare themselves for a shape. */
const batchesPerShape = 2;

/**
 * Random shapes × distributions, all from one seed. Each shape and each batch has its own stream, so that batch k is the same
 * whatever came before it. Batches are small and sized by outputs, because some libraries take one call for each, and wrong
 * answers hide in shapes rather than in the hundredth case of one; only cases of a single output come by the hundred. Campaigns of
 * very many cases, and `lastbit start`, ask for larger ones.
 */
export function randomSource(seed: number, options: RandomSourceOptions = {}): CaseSource {
  const { outputs, cases, singles } = { ...usual, ...options };
  return {
    seed,
    batch: (index) => {
      const shape =
        options.shape ?? randomShape(rngOf(seed, `shape ${Math.floor(index / batchesPerShape)}`), options.shapes);
      const rng = rngOf(seed, `batch ${index}`);
      const distribution = randomDistribution(rng, options.distributions ?? distributions);
      const size = outputSize(shape);
      const count = size === 1 ? singles : Math.max(2, Math.min(cases, Math.floor(outputs / size)));
      return { batch: randomBatch(rng, distribution, shape, count), distribution: distribution.name };
    },
  };
}

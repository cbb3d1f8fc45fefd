import { batchOf, caseAt, sliceBatch } from '../conv/batch-of.ts';
import type { Batch, Case } from '../conv/case.ts';
import { checkBatch } from '../conv/check-batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import { InputArbitrary, type Shrinker } from './arbitrary.ts';
import { type CaseOptions, hasShape, shrinkersOf } from './cases.ts';
import { distributions as defaultDistributions, randomDistribution } from './distributions.ts';
import type { Rng } from './random.ts';
import { randomBatch } from './random-batch.ts';
import { passes, randomShape } from './shapes.ts';
import { simplicityAgainst } from './simplicity.ts';

export interface BatchOptions extends CaseOptions {
  /** Outputs in a batch, more or less. Default 128. */
  readonly outputs?: number | undefined;
  /** Cases in a batch at most. Default 32. */
  readonly cases?: number | undefined;
  /** Cases in a batch of a shape with one output. Default 128. */
  readonly singles?: number | undefined;
}

/**
 * Batches: many cases of one shape and one distribution side by side, which engines take in one call. Shapes and values
 * are those of `cases`. A batch has 2 to 32 cases, about 128 outputs in all; of a shape with a single output it has 128
 * cases, because wrong answers hide in shapes rather than in the hundredth case of one.
 *
 * A batch shrinks to one of its cases; then, for what shows only in a batch, to its halves and to all but one; one case
 * to simpler ones, as in `cases`.
 */
export function batches(options: BatchOptions = {}): InputArbitrary<Batch> {
  return new BatchArbitrary(options);
}

/** How large batches are unless the options say otherwise. */
export const batchSize = { outputs: 128, cases: 32, singles: 128 } as const;

class BatchArbitrary extends InputArbitrary<Batch> {
  protected readonly shrinkers: readonly Shrinker<Batch>[];
  private readonly options: BatchOptions;

  constructor(options: BatchOptions) {
    super();
    this.options = options;
    this.shrinkers = [fewerCases, ...shrinkersOf(options).map(ofOneCase)];
  }

  draw(rng: Rng): Batch {
    const { options } = this;
    const shape = options.shape ?? randomShape(rng, options.shapes);
    const distribution = randomDistribution(rng, options.distributions ?? defaultDistributions);
    const { outputs = batchSize.outputs, cases = batchSize.cases, singles = batchSize.singles } = options;
    const size = outputSize(shape);
    const count = size === 1 ? singles : Math.max(2, Math.min(cases, Math.floor(outputs / size)));
    return randomBatch(rng, distribution, shape, count);
  }

  accepts(value: unknown): value is Batch {
    return isBatch(value) && value.count > 0 && hasShape(value.shape, this.options.shape);
  }

  against(batch: Batch): (other: Batch) => number {
    const values = simplicityAgainst(inOne(batch));
    return (other) => other.count - batch.count || values(inOne(other));
  }
}

function isBatch(value: unknown): value is Batch {
  return typeof value === 'object' && value !== null && 'count' in value && passes(() => checkBatch(value as Batch));
}

/** The numbers of all cases as if of one. */
const inOne = ({ shape, images, kernels }: Batch): Case => ({ shape, image: images, kernel: kernels });

/** More cases than this are not left out one by one. */
const fewCases = 32;

function* fewerCases(batch: Batch): Generator<Batch> {
  const { count } = batch;
  if (count === 1) return;
  for (let i = 0; i < count; i++) yield sliceBatch(batch, i, i + 1);
  if (count === 2) return;
  const half = count >> 1;
  yield sliceBatch(batch, 0, half);
  yield sliceBatch(batch, half, count);
  if (count > fewCases) return;
  for (let left = 0; left < count; left++) {
    const kept = Array.from({ length: count }, (_, i) => i).filter((i) => i !== left);
    yield batchOf(kept.map((i) => caseAt(batch, i)));
  }
}

const ofOneCase = (shrinker: Shrinker<Case>): Shrinker<Batch> =>
  function* shrinks(batch) {
    if (batch.count === 1) for (const simpler of shrinker(caseAt(batch, 0))) yield simpler && batchOf([simpler]);
  };

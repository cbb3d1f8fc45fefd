import { type Batch, batchOf, type Case, caseAt, sliceBatch } from '../conv/batch.ts';
import { checkBatch } from '../conv/check-shape.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { productCount } from '../conv/terms.ts';
import { InputArbitrary, type Shrinker } from './arbitrary.ts';
import { type CaseOptions, hasShape, shrinkersOf } from './cases.ts';
import { distributions as defaultDistributions, randomDistribution } from './distributions.ts';
import { mostCases } from './output-sample.ts';
import type { Rng } from './random.ts';
import { randomBatch } from './random-batch.ts';
import { randomShape } from './random-shape.ts';
import { passes } from './shapes.ts';
import { simplicityAgainst } from './simplicity.ts';

export interface BatchOptions extends CaseOptions {
  /** About how many outputs a batch has. Default 32. */
  readonly outputs?: number | undefined;
  /** The largest number of cases in a batch. Default 8. */
  readonly cases?: number | undefined;
  /** The number of cases in a batch if the shape has only one output. Default 12. */
  readonly singles?: number | undefined;
}

/**
 * Batches: many cases of one shape and one distribution side by side, which an engine takes in one call. Shapes and
 * values are those of `cases`. A batch has 2 to 8 cases and about 32 outputs. If the shape has only one output, it has
 * 12 cases; a large shape has 1 or 2. More would gain little: wrong answers depend on the shape and hardly on the
 * number of cases.
 *
 * A batch shrinks to one of its cases. A failure that shows only in a batch shrinks to halves and to all cases but one.
 * A single case shrinks as in `cases`, and up to four cases together do so too.
 */
export function batches(options: BatchOptions = {}): InputArbitrary<Batch> {
  return new BatchArbitrary(options);
}

/** The default sizes of batches. */
export const batchSize = { outputs: 32, cases: 8, singles: 12 } as const;

/** A shape with more products than this has fewer cases in a batch. */
const usualProducts = 2 ** 8;

/** How many cases a batch of a shape has. */
export function casesInBatch(shape: ConvShape, options: BatchOptions): number {
  const { outputs = batchSize.outputs, cases = batchSize.cases, singles = batchSize.singles } = options;
  const size = outputSize(shape);
  const few = size > 2 * outputs ? 1 : 2;
  const most = size === 1 ? singles : Math.min(cases, Math.floor(outputs / size));
  const count = Math.max(few, Math.min(most, Math.floor((most * usualProducts) / productCount(shape, 'conv2d'))));
  return Math.min(count, mostCases(shape));
}

class BatchArbitrary extends InputArbitrary<Batch> {
  protected readonly shrinkers: readonly Shrinker<Batch>[];
  private readonly options: BatchOptions;

  constructor(options: BatchOptions) {
    super();
    this.options = options;
    this.shrinkers = [fewerCases, ...shrinkersOf(options).map(ofEachCase)];
  }

  draw(rng: Rng): Batch {
    const { options } = this;
    const shape = options.shape ?? randomShape(rng, options.shapes);
    const distribution = randomDistribution(rng, options.distributions ?? defaultDistributions);
    return randomBatch(rng, distribution, shape, casesInBatch(shape, options));
  }

  accepts(value: unknown): value is Batch {
    return isBatch(value) && value.count > 0 && hasShape(value.shape, this.options.shape);
  }

  against(batch: Batch): (other: Batch) => number {
    const values = simplicityAgainst(asOneCase(batch));
    return (other) => other.count - batch.count || values(asOneCase(other));
  }
}

function isBatch(value: unknown): value is Batch {
  return typeof value === 'object' && value !== null && 'count' in value && passes(() => checkBatch(value as Batch));
}

/** The numbers of all cases as one case, to compare how simple batches are. */
const asOneCase = ({ shape, images, kernels }: Batch): Case => ({ shape, image: images, kernel: kernels });

/** Single cases are left out only of batches with at most this many; larger batches would give too many candidates. */
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
  for (let omitted = 0; omitted < count; omitted++) {
    const kept = Array.from({ length: count }, (_, i) => i).filter((i) => i !== omitted);
    yield batchOf(kept.map((i) => caseAt(batch, i)));
  }
}

/** A batch of more cases is not shrunk further: it would give too many candidates. */
const fewTogether = 4;

/** The same step for every case. Steps that depend on the numbers may give different shapes, and are left out. */
const ofEachCase = (shrinker: Shrinker<Case>): Shrinker<Batch> =>
  function* shrinks(batch) {
    if (batch.count > fewTogether) return;
    const each = Array.from({ length: batch.count }, (_, i) => shrinker(caseAt(batch, i))[Symbol.iterator]());
    for (;;) {
      const steps = each.map((one) => one.next());
      if (steps.some(({ done }) => done === true)) return;
      const simpler = steps.flatMap(({ value }) => (value === undefined ? [] : [value as Case]));
      if (simpler.length === batch.count && new Set(simpler.map(({ shape }) => shapeKey(shape))).size === 1)
        yield batchOf(simpler);
    }
  };

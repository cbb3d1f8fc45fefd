import fc from 'fast-check';
import type { Origin } from '../check/place.ts';
import type { Batch } from '../conv/batch.ts';
import { type Case, groupByShape } from '../conv/batch.ts';
import { checkCase } from '../conv/check-shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { type BatchOptions, batches, batchSize } from '../inputs/batches.ts';
import { randomOf } from '../inputs/random.ts';
import { shapes } from '../inputs/shapes.ts';

/**
 * Gives batch after batch of a campaign; the same index gives the same batch, so that any of them can be drawn again
 * alone.
 */
export interface CaseSource {
  readonly seed: number;
  batch(index: number): Batch;
}

/** A stream of a seed, to draw values of arbitraries from. */
export const streamOf = (seed: number, stream: string): fc.Random => new fc.Random(randomOf(seed, stream));

/** The value of an arbitrary that a stream of a seed begins with. */
export function valueFrom<T>(arbitrary: fc.Arbitrary<T>, seed: number, stream: string): T {
  return arbitrary.generate(streamOf(seed, stream), undefined).value;
}

export function originOf(seed: number, number: number, { distribution = 'given', shape }: Batch): Origin {
  return { seed, batch: number, distribution, shape: shapeKey(shape) };
}

/** Asked for so many cases or more, a campaign draws larger batches. */
const manyCases = 10_000;

/**
 * Eight times as large as usual: references, bounds, calls, and what an engine does for a new shape then serve more
 * cases.
 */
export const largerBatches: Pick<BatchOptions, 'outputs' | 'cases' | 'singles'> = {
  outputs: batchSize.outputs * 8,
  cases: batchSize.cases * 8,
  singles: batchSize.singles * 8,
};

/**
 * How large batches are in a campaign of so many cases. The same seed gives other cases on the two sides of 10,000, and
 * the same ones on each.
 */
export function batchSizes(asked: number | undefined): typeof largerBatches {
  return asked === undefined || asked < manyCases ? {} : largerBatches;
}

/** So many batches of different distributions have the same shape, because engines prepare themselves for a shape. */
const batchesPerShape = 2;

/**
 * The values of `shapes` and `batches`, all from one seed. Each shape and each batch has its own stream, so that batch
 * k is the same whatever came before it. Campaigns of very many cases, and `lastbit start`, ask for larger batches.
 */
export function randomSource(seed: number, options: BatchOptions = {}): CaseSource {
  const anyShape = shapes(options.shapes);
  return {
    seed,
    batch: (index) => {
      const shape = options.shape ?? valueFrom(anyShape, seed, `shape ${Math.floor(index / batchesPerShape)}`);
      return valueFrom(batches({ ...options, shape }), seed, `batch ${index}`);
    },
  };
}

/** Cases drawn of a user's arbitrary for one batch, of which those of the first one's shape are taken. */
const drawnAtOnce = 16;

/** Every second batch drawn from arbitraries of cases, in turn; all of them from the source where there is no arbitrary. */
export function withInputs(source: CaseSource, inputs: readonly fc.Arbitrary<Case>[]): CaseSource {
  if (inputs.length === 0) return source;
  return {
    seed: source.seed,
    batch: (index) => {
      if (index % 2 === 0) return source.batch(index / 2);
      const turn = (index - 1) / 2;
      const arbitrary = inputs[turn % inputs.length]!;
      const cases = Array.from({ length: drawnAtOnce }, (_, i) =>
        valueFrom(arbitrary, source.seed, `input ${turn} ${i}`),
      );
      for (const input of cases) checkCase(input);
      return { ...groupByShape(cases)[0]!.batch, distribution: 'inputs of a claim' };
    },
  };
}

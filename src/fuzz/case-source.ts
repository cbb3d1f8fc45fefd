import fc from 'fast-check';
import type { Origin } from '../check/place.ts';
import { type Batch, type Case, groupByShape } from '../conv/batch.ts';
import { checkCase } from '../conv/check-shape.ts';
import type { Operation } from '../conv/shape.ts';
import type { ShapeSpec } from '../conv/shape-spec.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { aimedShapes } from '../inputs/aimed-shapes.ts';
import { type BatchOptions, batches, batchSize, casesInBatch } from '../inputs/batches.ts';
import { forOperations } from '../inputs/for-operations.ts';
import { randomOf } from '../inputs/random.ts';
import { shapes } from '../inputs/shapes.ts';

/**
 * Gives the batches of a campaign. An index always gives the same batch, so that any batch can be drawn again alone.
 */
export interface CaseSource {
  readonly seed: number;
  /** Whether it draws only shapes that the user asked for, which may be few. */
  readonly isAimed?: boolean;
  batch(index: number): Batch;
  /** How many cases that batch has, if that is known without drawing its numbers. */
  readonly count?: (index: number) => number;
}

/** A random stream of a seed, from which arbitraries draw values. */
export const streamOf = (seed: number, stream: string): fc.Random => new fc.Random(randomOf(seed, stream));

/** The first value that an arbitrary draws from a stream of a seed. */
export function valueFrom<T>(arbitrary: fc.Arbitrary<T>, seed: number, stream: string): T {
  return arbitrary.generate(streamOf(seed, stream), undefined).value;
}

export function originOf(seed: number, number: number, { distribution = 'given', shape }: Batch): Origin {
  return { seed, batch: number, distribution, shape: shapeKey(shape) };
}

/** From this many cases on, a campaign draws larger batches, and its ranges have more of them. */
export const manyCases = 10_000;

/**
 * About twice the usual size. References, bounds, calls, and what an engine prepares for a new shape, then serve more
 * cases.
 */
export const largerBatches: Pick<BatchOptions, 'outputs' | 'cases' | 'singles'> = {
  outputs: batchSize.outputs * 1.75,
  cases: batchSize.cases * 1.75,
  singles: batchSize.singles * 1.75,
};

/**
 * The size of batches in a campaign of `asked` cases. A seed gives the same cases for all numbers below 10,000, and
 * other ones for all numbers from 10,000 on.
 */
export function batchSizes(asked: number | undefined): typeof largerBatches {
  return asked === undefined || asked < manyCases ? {} : largerBatches;
}

/** Windows in a batch of an aimed campaign: few, so that a range of terms gives many numbers of terms. */
const aimedSingles = 16;

/** Where a campaign looks: only shapes of these specs. */
export interface Aim {
  readonly aimed?: readonly [ShapeSpec, ...ShapeSpec[]] | undefined;
  /** What is asked: some operations need more of a shape than others. */
  readonly operations?: readonly Operation[] | undefined;
}

/**
 * The values of `shapes` and `batches`, all from one seed. Each shape and each batch has its own random stream, so
 * that batch k does not depend on the batches before it. Campaigns of very many cases, and `lastbit start`, use
 * larger batches.
 */
export function randomSource(seed: number, options: BatchOptions & Aim = {}): CaseSource {
  const { aimed } = options;
  const anyShape = aimed === undefined ? shapes(options.shapes) : aimedShapes(aimed);
  const sizes = aimed === undefined ? options : { ...options, singles: aimedSingles };
  // Every batch has its own shape: wrong answers depend on the shape first.
  const operations = aimed === undefined ? (options.operations ?? []) : [];
  const shapeOf = (index: number) =>
    options.shape ??
    forOperations(valueFrom(anyShape, seed, `shape ${index}`), operations, (what) =>
      randomOf(seed, `${what} ${index}`),
    );
  return {
    seed,
    ...(aimed !== undefined || options.shape !== undefined ? { isAimed: true } : {}),
    batch: (index) => valueFrom(batches({ ...sizes, shape: shapeOf(index) }), seed, `batch ${index}`),
    count: (index) => casesInBatch(shapeOf(index), sizes),
  };
}

/** Cases drawn of a user's arbitrary for one batch, of which those of the first one's shape are taken. */
const drawnAtOnce = 16;

/**
 * Every second batch drawn from arbitraries of cases, in turn; all of them from the source where there is no arbitrary.
 */
export function withInputs(source: CaseSource, inputs: readonly fc.Arbitrary<Case>[]): CaseSource {
  if (inputs.length === 0) return source;
  const { count: _, ...rest } = source;
  return {
    ...rest,
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

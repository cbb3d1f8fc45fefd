import fc from 'fast-check';
import type { Origin } from '../check/place.ts';
import type { Batch } from '../conv/case.ts';
import { shapeKey } from '../conv/shape-key.ts';
import { randomOf } from '../inputs/random.ts';

/** Gives batch after batch of a campaign; the same index gives the same batch, so that any of them can be drawn again alone. */
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

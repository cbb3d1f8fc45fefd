import type { Batch } from '../../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize } from '../../conv/shape.ts';
import type { Subject } from '../../engines/engine.ts';
import type { Obstacle } from '../not-a-tree.ts';
import { same } from '../replay.ts';
import { WordRng } from '../word-rng.ts';
import { randomCases } from './random-cases.ts';
import { valuesOf } from './subject-probe.ts';

const count = 16;

/**
 * Whether what becomes of a case depends on the cases beside it: 16 cases side by side, once more, in reverse, and one by one.
 * Undefined if all give the same bits.
 */
export async function compareBatches(subject: Subject, shape: ConvShape): Promise<Obstacle | undefined> {
  const cases = randomCases(shape, count, new WordRng(5));
  const together = await valuesOf(subject, cases);
  const differs = (other: Float32Array | Float64Array): boolean =>
    other.some((value, index) => !same(value, together[index]!));
  if (differs(await valuesOf(subject, cases))) return 'not-repeatable';
  const outputs = together.length / count;
  const backwards = Array.from({ length: count }, (_, index) => count - 1 - index);
  const reversed = await valuesOf(subject, picked(cases, backwards));
  const alone = new Float64Array(together.length);
  for (let index = 0; index < count; index += 1)
    alone.set(await valuesOf(subject, picked(cases, [index])), index * outputs);
  const restored = new Float64Array(together.length);
  for (const [place, index] of backwards.entries())
    restored.set(reversed.subarray(place * outputs, (place + 1) * outputs), index * outputs);
  if (!differs(alone) && !differs(restored)) return undefined;
  for (let again = 0; again < 3; again += 1) if (differs(await valuesOf(subject, cases))) return 'not-repeatable';
  return differs(restored) ? 'position-dependent' : 'batch-dependent';
}

/** Some of the cases, in the order given. */
function picked({ shape, images, kernels }: Batch, indices: readonly number[]): Batch {
  const part = (numbers: Float32Array, size: number): Float32Array => {
    const taken = new Float32Array(indices.length * size);
    for (const [place, index] of indices.entries())
      taken.set(numbers.subarray(index * size, (index + 1) * size), place * size);
    return taken;
  };
  return {
    shape,
    count: indices.length,
    images: part(images, imageSize(shape)),
    kernels: part(kernels, kernelSize(shape)),
  };
}

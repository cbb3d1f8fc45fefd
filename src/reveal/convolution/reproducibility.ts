import type { Batch } from '../../conv/batch.ts';
import type { ConvShape } from '../../conv/shape.ts';
import { imageSize, kernelSize } from '../../conv/shape.ts';
import type { Subject } from '../../engines/engine.ts';
import { replayDistributions } from '../../inputs/distributions.ts';
import { randomOf } from '../../inputs/random.ts';
import { mixedBatch } from '../../inputs/random-batch.ts';
import type { Obstacle } from '../obstacle.ts';
import { same } from '../replay.ts';
import { askRounded, outputsOf } from './output-black-box.ts';

const batchCases = 16;

/**
 * Whether a case depends on the cases beside it. 16 cases are computed side by side, again, in reverse, and one by one.
 * Undefined if all runs give the same bits. If they do not, every run is repeated: results that are not repeatable do
 * not depend on the batch.
 */
export async function compareBatches(subject: Subject, shape: ConvShape): Promise<Obstacle | undefined> {
  const cases = mixedBatch(randomOf(5, 'batches'), shape, batchCases, replayDistributions);
  const together = await outputsOf(subject, cases);
  const outputs = together.length / batchCases;
  const inParts = async (parts: readonly (readonly number[])[]): Promise<Float64Array> => {
    const all = new Float64Array(together.length);
    for (const part of parts) {
      const computed = await outputsOf(subject, picked(cases, part));
      for (const [place, index] of part.entries())
        all.set(computed.subarray(place * outputs, (place + 1) * outputs), index * outputs);
    }
    return all;
  };
  if (!equal(await outputsOf(subject, cases), together)) return 'not-repeatable';
  const indices = Array.from({ length: batchCases }, (_, index) => index);
  const [backwards, singly] = [[indices.toReversed()], indices.map((index) => [index])];
  const [reversed, alone] = [await inParts(backwards), await inParts(singly)];
  if (equal(reversed, together) && equal(alone, together)) return undefined;
  for (let again = 0; again < 3; again += 1)
    if (!equal(await outputsOf(subject, cases), together)) return 'not-repeatable';
  const repeats = equal(await inParts(backwards), reversed) && equal(await inParts(singly), alone);
  if (!repeats) return 'not-repeatable';
  return equal(reversed, together) ? 'batch-dependent' : 'position-dependent';
}

type Numbers = Float32Array | Float64Array;

function equal(one: Numbers, other: Numbers): boolean {
  return one.every((value, index) => same(value, other[index]!));
}

/** Some of the cases, in the given order. */
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

const threadCases = 32;

/**
 * Whether the subject gives the same bits with more threads, on 32 random cases. Null if one of them gives no values.
 */
export async function compareThreads(subject: Subject, threaded: Subject, shape: ConvShape): Promise<boolean | null> {
  const cases = mixedBatch(randomOf(7, 'threads'), shape, threadCases, replayDistributions);
  const [one, more] = [await askRounded(subject, cases), await askRounded(threaded, cases)];
  if (one.kind !== 'value' || more.kind !== 'value') return null;
  return more.outputs.every((value, index) => same(value, one.outputs[index]!));
}

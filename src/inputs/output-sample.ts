import type { Batch } from '../conv/batch.ts';
import { outputShape, outputSize } from '../conv/output-shape.ts';
import type { ConvShape, Operation } from '../conv/shape.ts';
import { productCount, termCount } from '../conv/terms.ts';
import { wordsOf } from './fill.ts';
import { Rng } from './random.ts';

/** The most products of a case that are judged. Of a case with more, a sample of the outputs is judged. */
export const mostJudged: number = 2 ** 20;
/** A sample has at least as many outputs as a case has corners. */
const fewestOutputs = 16;

/** The most cases of a shape in one batch: as many as have `mostJudged` products, at least one. */
export function mostCases(shape: ConvShape): number {
  return Math.max(1, Math.floor(mostJudged / productCount(shape, 'conv2d')));
}

/** Whether only a sample of the outputs of each case of a shape is judged. */
export function isLarge(shape: ConvShape, operation: Operation): boolean {
  return judgedOutputs(shape, operation) < outputSize(shape, operation);
}

/** How many outputs of each case of a shape are judged. */
export function judgedOutputs(shape: ConvShape, operation: Operation): number {
  const outputs = outputSize(shape, operation);
  if (productCount(shape, operation) <= mostJudged) return outputs;
  return Math.min(outputs, Math.max(fewestOutputs, Math.floor(mostJudged / termCount(shape, operation))));
}

/**
 * The outputs of each case of a batch that are judged, ascending; undefined if these are all. They depend on the
 * numbers of the batch only, so a seed gives the same ones, and two batches have different ones.
 *
 * First come the corners: the first and the last row, column and channel of the first and the last image. Then, for
 * each edge of each axis, an output there. Half of the rest lies at edges in most axes, the other half anywhere. An
 * edge is the first or the last place, or a multiple of 4, 8, 16, 32 or 64 and the places beside it.
 */
export function outputSample(batch: Batch, operation: Operation): Int32Array | undefined {
  const wanted = judgedOutputs(batch.shape, operation);
  const axes = outputShape(batch.shape, operation);
  const all = outputSize(batch.shape, operation);
  if (wanted === all) return undefined;
  const rng = new Rng(digestOf(batch));
  const chosen = new Set<number>();
  const take = (place: readonly number[]): void => {
    if (chosen.size < wanted) chosen.add(place.reduce((index, at, axis) => index * axes[axis]! + at, 0));
  };
  const anywhere = (): number[] => axes.map((size) => rng.below(size));
  for (let corner = 0; corner < 16; corner++) take(axes.map((size, axis) => ((corner >> axis) & 1 ? size - 1 : 0)));
  const edges = axes.map(edgesOf);
  for (const [axis, places] of edges.entries()) for (const at of places) take(anywhere().with(axis, at));
  const atEdges = (): number[] =>
    axes.map((size, axis) => (rng.chance(0.75) ? edgeOf(rng, size, edges[axis]!) : rng.below(size)));
  while (chosen.size < wanted) take(rng.chance(0.5) ? atEdges() : anywhere());
  return Int32Array.from(chosen).sort();
}

/** The first or the last place in half of the draws. */
function edgeOf(rng: Rng, size: number, edges: readonly number[]): number {
  const choice = rng.below(4);
  return choice === 0 ? 0 : choice === 1 ? size - 1 : edges[rng.below(edges.length)]!;
}

function edgesOf(size: number): readonly number[] {
  const places = [0, size - 1];
  for (const block of [4, 8, 16, 32, 64]) {
    // The first and the last block; those between them are reached at random.
    const last = Math.floor((size - 1) / block) * block;
    places.push(block - 1, block, block + 1, last - 1, last, last + 1);
  }
  return [...new Set(places)].filter((place) => place >= 0 && place < size);
}

/** Numbers read for the digest, spread evenly. */
const numbersRead = 4096;

/** Four words that depend on the shape and the numbers (FNV-1a). */
function digestOf({ images, kernels }: Batch): readonly number[] {
  let hash = 0x811c9dc5;
  for (const words of [wordsOf(images), wordsOf(kernels)]) {
    const step = Math.max(1, Math.floor(words.length / numbersRead));
    hash = Math.imul(hash ^ words.length, 0x01000193);
    for (let i = 0; i < words.length; i += step) hash = Math.imul(hash ^ words[i]!, 0x01000193);
  }
  return [hash, hash ^ 0x9e3779b9, ~hash, 0x7f4a7c15];
}

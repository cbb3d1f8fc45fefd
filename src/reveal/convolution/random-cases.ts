import type { Batch } from '../../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize } from '../../conv/shape.ts';
import { replayVectors } from '../replay-vectors.ts';
import type { WordRng } from '../word-rng.ts';

/** Whole images and kernels for replays, case i of kind (first + i). */
export function randomCases(shape: ConvShape, count: number, rng: WordRng, first = 0): Batch {
  const images = replayVectors(rng, imageSize(shape), count, first).lefts;
  return { shape, count, images, kernels: replayVectors(rng, kernelSize(shape), count, first).lefts };
}

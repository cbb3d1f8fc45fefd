import type { Batch } from '../../conv/batch.ts';
import type { ConvShape, Padding } from '../../conv/shape.ts';
import type { Distribution } from '../../inputs/distribution.ts';
import { distributions } from '../../inputs/distributions.ts';
import { randomOf } from '../../inputs/random.ts';
import { randomBatch } from '../../inputs/random-batch.ts';

/** A kind of input. `letter` names it in the table. */
export interface InputKind {
  readonly letter: string;
  readonly name: string;
  readonly distributions: readonly Distribution[];
}

const named = (...names: readonly string[]): readonly Distribution[] =>
  names.map((name) => distributions.find((distribution) => distribution.name === name)!);

export const inputKinds: readonly InputKind[] = [
  { letter: 'T', name: 'typical', distributions: named('typical') },
  { letter: 'A', name: 'adversarial', distributions: named('log-uniform', 'cancelling-pairs', 'underflow') },
  { letter: 'S', name: 'sparse kernels', distributions: named('sparse-kernels') },
  { letter: 'W', name: 'witnesses', distributions: named('witnesses') },
  { letter: 'N', name: 'NaN and infinities', distributions: named('specials') },
];
/** For the test that many libraries also have: whole numbers, compared to the bit. */
export const integers: InputKind = { letter: 'I', name: 'small integers', distributions: named('small-integers') };

interface Sizes {
  readonly batch?: number;
  readonly image: readonly [height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number, channelsOut: number];
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly padding: Padding;
}

/** From 2 to 144 terms. Each mutant with wrong indices shows on one of these shapes. */
const shapes: readonly ConvShape[] = (
  [
    { image: [5, 5, 1], kernel: [3, 3, 1], padding: 'valid' },
    { image: [7, 7, 1], kernel: [3, 3, 1], padding: 'same' },
    { image: [6, 6, 1], kernel: [5, 5, 1], padding: 'valid' },
    { image: [5, 5, 3], kernel: [3, 3, 2], padding: 'same' },
    { image: [9, 9, 1], kernel: [3, 3, 1], stride: [2, 1], padding: 'same' },
    { image: [5, 7, 2], kernel: [3, 3, 1], dilation: [1, 2], padding: 'valid' },
    { batch: 2, image: [4, 4, 5], kernel: [3, 3, 1], padding: 'valid' },
    { image: [4, 4, 16], kernel: [3, 3, 1], padding: 'valid' },
    { image: [9, 6, 1], kernel: [2, 4, 1], stride: [3, 1], padding: 'same' },
    { image: [5, 5, 4], kernel: [3, 2, 2], padding: [1, 2, 0, 1] },
    { image: [2, 3, 1], kernel: [1, 2, 1], padding: 'valid' },
  ] satisfies readonly Sizes[]
).map(shapeOf);

function shapeOf({ batch = 1, image, kernel, stride = [1, 1], dilation = [1, 1], padding }: Sizes): ConvShape {
  const [height, width, channelsIn] = image;
  const [kernelHeight, kernelWidth, channelsOut] = kernel;
  return { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding };
}

/** At least `cases` inputs of a kind, so that all shapes and distributions have the same number. */
export function* batchesOf({ letter, distributions }: InputKind, seed: number, cases: number): Generator<Batch> {
  const each = Math.ceil(cases / shapes.length / distributions.length);
  for (const [number, shape] of shapes.entries()) {
    for (const distribution of distributions)
      yield randomBatch(randomOf(seed, `${letter} ${number} ${distribution.name}`), distribution, shape, each);
  }
}

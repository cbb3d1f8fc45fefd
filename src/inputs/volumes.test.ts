import { expect, test } from 'vitest';
import { batchOf, type Case } from '../conv/batch.ts';
import { checkCase, unsuited } from '../conv/check-shape.ts';
import { outputShape, outputSize } from '../conv/output-shape.ts';
import { type ConvShape, imageSize, kernelSize } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { gatherTerms, planOutput } from '../conv/terms.ts';
import { cases } from './cases.ts';
import { forOperations } from './for-operations.ts';
import { minimiseSync } from './minimise.ts';
import { randomOf } from './random.ts';
import { randomShape } from './random-shape.ts';
import { windowAt } from './shrink/windows.ts';

const drawn = Array.from({ length: 200 }, (_, index) =>
  forOperations(randomShape(randomOf(index)), ['conv3d'], (what) => randomOf(index, what)),
);

const numbered = (shape: ConvShape): Case => ({
  shape,
  image: Float32Array.from({ length: imageSize(shape) }, (_, index) => 1 + index),
  kernel: Float32Array.from({ length: kernelSize(shape) }, (_, index) => -1 - index),
});

test('most shapes of conv3d are volumes, with all steps and zeros of their slices', () => {
  expect(drawn.every((shape) => unsuited(shape, 'conv3d') === undefined && outputSize(shape) > 0)).toBe(true);
  const depths = drawn.flatMap(({ depth }) => (depth === undefined ? [] : [depth]));
  expect(depths.length).toBeGreaterThan(100);
  const values = (of: (depth: (typeof depths)[number]) => number): number => new Set(depths.map(of)).size;
  expect([values(({ stride }) => stride), values(({ kernel }) => kernel)]).toEqual([3, 4]);
  expect(depths.some(({ before, after }) => before !== after)).toBe(true);
});

test('the window of an output of a volume has its terms', () => {
  const shape = convShape('2x4x3x3x2*3x2x2x2x2', { stride: [2, 1, 1], dilation: 1, padding: [1, 1, 1, 0, 0, 0] });
  const input = numbered(shape);
  const [, , , channels] = outputShape(shape);
  for (let place = 0; place < outputSize(shape) / channels; place++) {
    const alone = windowAt(input, place, { channelsOut: [1] })!;
    const output = place * channels + 1;
    const wanted = gatherTerms(planOutput(shape, output), batchOf([input]));
    expect(gatherTerms(planOutput(alone.shape, 0), batchOf([alone]))).toEqual(wanted);
  }
});

test('a failure that needs the last slice of the kernel shrinks to a few slices', () => {
  const start = numbered(convShape('2x6x5x5x2*3x3x3x2x2', { stride: [2, 1, 1], padding: 'same' }));
  // What an implementation without the last slice gets wrong: a tap of it on a pixel.
  const fails = ({ shape }: Case): true | undefined =>
    (shape.depth?.kernel ?? 1) > 1 && (shape.depth?.stride ?? 1) > 1 ? true : undefined;
  const { value } = minimiseSync(cases(), start, (all) =>
    all.map((one) => {
      checkCase(one);
      return fails(one);
    }),
  );
  expect(value.shape).toMatchObject({ batch: 1, height: 1, width: 1, channelsIn: 1, kernelHeight: 1 });
  expect(value.shape.depth).toEqual({ size: 2, kernel: 2, stride: 2, dilation: 1, before: 0, after: 0 });
});

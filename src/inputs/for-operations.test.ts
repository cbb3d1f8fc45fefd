import { expect, test } from 'vitest';
import { unsuited } from '../conv/check-shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { forOperations } from './for-operations.ts';
import { randomOf } from './random.ts';
import { randomShape } from './random-shape.ts';
import { shrinkShape } from './shrink/shape.ts';

const drawn = Array.from({ length: 300 }, (_, seed) => {
  const shape = randomShape(randomOf(seed));
  return { shape, rngOf: (what: string) => randomOf(seed, what) };
});

test('groups and output padding are those that frameworks take, and do not depend on the other operations', () => {
  const seen = { groups: 0, outputPadding: 0 };
  for (const { shape, rngOf } of drawn) {
    const both = forOperations(shape, ['grouped-conv2d', 'transposed-conv2d'], rngOf);
    expect(unsuited(both, 'grouped-conv2d')).toBeUndefined();
    expect(forOperations(shape, ['batched-matmul'], rngOf).groups).toBe(both.groups);
    expect(forOperations(shape, ['transposed-conv2d'], rngOf).outputPadding).toEqual(both.outputPadding);
    if (both.groups !== undefined) seen.groups++;
    if (both.outputPadding !== undefined) seen.outputPadding++;
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(30);
});

test('other operations keep the shape as it is, and conv1d alone gets one row', () => {
  for (const { shape, rngOf } of drawn) {
    expect(forOperations(shape, ['conv2d', 'conv1d', 'sum'], rngOf)).toBe(shape);
    expect(forOperations(shape, ['conv1d'], rngOf)).toMatchObject({ height: 1, kernelHeight: 1 });
  }
});

test('a case in groups shrinks to fewer groups and to cases whose groups divide their channels', () => {
  const shape = convShape('4x4x6*2x2x2/3');
  const input = { shape, image: new Float32Array(96), kernel: new Float32Array(48) };
  const smaller = [...shrinkShape(input)].flatMap((one) => (one === undefined ? [] : [one.shape]));
  expect(smaller.every((one) => unsuited(one, 'grouped-conv2d') === undefined)).toBe(true);
  expect(smaller.some(({ groups, channelsIn }) => groups === undefined && channelsIn === 6)).toBe(true);
});

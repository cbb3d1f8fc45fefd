import { expect, test } from 'vitest';
import type { Batch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import { type ConvShape, imageSize, kernelSize } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { fillBell } from './fill.ts';
import { judgedOutputs, outputSample } from './output-sample.ts';
import { randomOf } from './random.ts';

const layer = convShape('56x56x64*3x3x64', { padding: 'same' });

function batchOfSeed(shape: ConvShape, seed: number): Batch {
  const [images, kernels] = [new Float32Array(imageSize(shape)), new Float32Array(kernelSize(shape))];
  for (const numbers of [images, kernels]) fillBell(randomOf(seed), numbers, 1);
  return { shape, count: 1, images, kernels };
}

test('a small case is judged whole, of a large one 2^20 products', () => {
  expect(outputSample(batchOfSeed(convShape('14x14x8*3x3x8'), 1), 'conv2d')).toBeUndefined();
  expect(judgedOutputs(layer, 'conv2d')).toBe(1820);
  expect(outputSample(batchOfSeed(layer, 1), 'conv2d')).toHaveLength(1820);
});

test('a seed gives the same sample, another seed another one', () => {
  const [one, again, other] = [1, 1, 2].map((seed) => outputSample(batchOfSeed(layer, seed), 'conv2d')!);
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

test('a sample has all corners, and every first and last row, column and channel often', () => {
  const all = outputSize(layer);
  const sample = [...outputSample(batchOfSeed(layer, 3), 'conv2d')!];
  expect(sample).toEqual([...new Set(sample)].sort((a, b) => a - b));
  expect(sample.every((output) => output >= 0 && output < all)).toBe(true);
  const places = sample.map((output) => [Math.floor(output / (56 * 64)), Math.floor(output / 64) % 56, output % 64]);
  for (const [axis, last] of [55, 55, 63].entries()) {
    for (const edge of [0, last]) expect(places.filter((place) => place[axis] === edge).length).toBeGreaterThan(100);
    expect(new Set(places.map((place) => place[axis])).size).toBe(last + 1);
  }
  for (const corner of [0, 63, 55 * 64, 55 * 64 + 63, 55 * 56 * 64, all - 1]) expect(sample).toContain(corner);
});

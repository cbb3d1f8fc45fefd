import { expect, test } from 'vitest';
import { checkShape } from '../conv/check-shape.ts';
import { randomOf } from './random.ts';
import { productCount, randomShape } from './shapes.ts';
import { isWindow } from './shrink/windows.ts';

const rng = randomOf(2018);
const shapes = Array.from({ length: 20_000 }, () => randomShape(rng));
const share = (wanted: (shape: (typeof shapes)[number]) => boolean): number =>
  shapes.filter(wanted).length / shapes.length;
const values = (of: (shape: (typeof shapes)[number]) => number): number[] =>
  [...new Set(shapes.map(of))].sort((a, b) => a - b);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

test('every shape is valid', () => {
  expect(() => shapes.forEach(checkShape)).not.toThrow();
});

test('the whole domain is reached', () => {
  expect(values((shape) => shape.kernelHeight)).toEqual(upTo(7));
  expect(values((shape) => shape.kernelWidth)).toEqual(upTo(7));
  for (const axis of [0, 1] as const) {
    expect(values((shape) => shape.stride[axis])).toEqual(upTo(5));
    expect(values((shape) => shape.dilation[axis])).toEqual(upTo(3));
  }
  expect(values((shape) => shape.batch)).toEqual(upTo(3));
  expect(values((shape) => shape.channelsIn)).toEqual(upTo(9));
  expect(values((shape) => shape.channelsOut)).toEqual(upTo(9));
  for (const side of ['height', 'width'] as const) {
    const sides = values((shape) => shape[side]);
    expect(sides.slice(0, 17)).toEqual(upTo(17));
    expect(sides.at(-1)).toBeGreaterThan(30);
    expect(sides.at(-1)).toBeLessThanOrEqual(34);
  }
  for (const padding of ['same', 'explicit']) {
    const widest = shapes.filter((shape) => shape.kernelWidth === 7 && shape.dilation[1] === 3);
    expect(widest.some((shape) => (shape.padding === 'same') === (padding === 'same'))).toBe(true);
  }
});

test('what matters is frequent', () => {
  expect(share((shape) => shape.padding === 'valid')).toBeGreaterThan(0.3);
  expect(share((shape) => shape.padding === 'same')).toBeGreaterThan(0.2);
  expect(share((shape) => typeof shape.padding !== 'string')).toBeGreaterThan(0.15);
  expect(share((shape) => shape.padding === 'same' && shape.kernelHeight > shape.height)).toBeGreaterThan(0.02);
  expect(share((shape) => shape.stride[0] !== shape.stride[1])).toBeGreaterThan(0.3);
  expect(share((shape) => shape.dilation[0] !== shape.dilation[1])).toBeGreaterThan(0.2);
  expect(share((shape) => shape.channelsOut === 1 && shape.channelsIn > 1)).toBeGreaterThan(0.2);
  expect(share((shape) => isWindow(shape) && shape.channelsOut === 1)).toBeGreaterThan(0.1);
});

test('the average shape is cheap, and a few are large', () => {
  const counts = shapes.map(productCount);
  expect(counts.reduce((sum, count) => sum + count, 0) / counts.length).toBeLessThan(1200);
  expect(Math.max(...counts)).toBeGreaterThan(20_000);
});

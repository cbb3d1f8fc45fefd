import { expect, test } from 'vitest';
import { checkShape } from '../conv/check-shape.ts';
import { outputShape } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { productCount } from '../conv/terms.ts';
import { randomOf } from './random.ts';
import { randomShape } from './random-shape.ts';
import { channelEdges, sideEdges } from './shape-sizes.ts';
import { isWindow } from './shrink/windows.ts';

const rng = randomOf(2018);
const shapes = Array.from({ length: 20_000 }, () => randomShape(rng));
const share = (wanted: (shape: (typeof shapes)[number]) => boolean): number =>
  shapes.filter(wanted).length / shapes.length;
const values = (of: (shape: (typeof shapes)[number]) => number): number[] =>
  [...new Set(shapes.map(of))].sort((a, b) => a - b);
const termsOf = ({ kernelHeight, kernelWidth, channelsIn }: ConvShape): number =>
  kernelHeight * kernelWidth * channelsIn;
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

test('every shape is valid', () => {
  expect(() => {
    for (const shape of shapes) checkShape(shape);
  }).not.toThrow();
});

test('the whole domain is reached', () => {
  expect(values((shape) => shape.kernelHeight)).toEqual(expect.arrayContaining([...upTo(7), 9, 11]));
  expect(values((shape) => shape.kernelWidth)).toEqual(expect.arrayContaining([...upTo(7), 9, 11]));
  for (const axis of [0, 1] as const) {
    expect(values((shape) => shape.stride[axis])).toEqual(upTo(5));
    expect(values((shape) => shape.dilation[axis])).toEqual(upTo(5));
  }
  expect(values((shape) => shape.batch).slice(0, 9)).toEqual(upTo(9));
  expect(values((shape) => shape.channelsIn).slice(0, 9)).toEqual(upTo(9));
  expect(values((shape) => shape.channelsOut).slice(0, 9)).toEqual(upTo(9));
  for (const side of ['height', 'width'] as const)
    expect(values((shape) => shape[side]).slice(0, 34)).toEqual(upTo(34));
  for (const padding of ['same', 'explicit']) {
    const widest = shapes.filter((shape) => shape.kernelWidth === 7 && shape.dilation[1] === 3);
    expect(widest.some((shape) => (shape.padding === 'same') === (padding === 'same'))).toBe(true);
  }
});

test.each<[name: string, of: (shape: ConvShape) => number, edges: readonly number[], share: number]>([
  ['batch', ({ batch }) => batch, [4, 8, 16, 32], 0.001],
  ['height', ({ height }) => height, sideEdges, 0.002],
  ['width', ({ width }) => width, sideEdges, 0.002],
  ['rows of the output', (shape) => outputShape(shape)[1], sideEdges, 0.002],
  ['columns of the output', (shape) => outputShape(shape)[2], sideEdges, 0.002],
  ['channels in', ({ channelsIn }) => channelsIn, channelEdges, 0.002],
  ['channels out', ({ channelsOut }) => channelsOut, channelEdges, 0.0005],
  ['terms', termsOf, [8, 16, 32, 64, 128, 256, 512, 1024, 4608], 0.0002],
])('%s: at each edge, one below and one above', (_, of, edges, least) => {
  for (const edge of edges)
    for (const size of [edge - 1, edge, edge + 1])
      if (size < 4608) expect([size, share((shape) => of(shape) === size) >= least]).toEqual([size, true]);
});

test('what is large beside small sizes', () => {
  const many = (wanted: (shape: ConvShape) => boolean): void => expect(share(wanted)).toBeGreaterThan(0.005);
  many(({ kernelWidth, width }) => kernelWidth === 3 && width >= 12);
  many((shape) => outputShape(shape)[2] > 32);
  many(({ channelsOut }) => channelsOut > 64);
  many((shape) => termsOf(shape) > 512);
  many(({ batch, channelsOut }) => batch >= 3 && channelsOut === 5);
  many(({ kernelHeight, kernelWidth, stride }) => kernelHeight * kernelWidth === 1 && stride[1] > 1);
  many(({ kernelHeight, kernelWidth }) => kernelHeight === 1 && kernelWidth > 3);
  many(({ kernelHeight, kernelWidth }) => kernelWidth === 1 && kernelHeight > 3);
  many(({ dilation }) => dilation[0] >= 4);
  many(({ height, kernelHeight, dilation }) => (kernelHeight - 1) * dilation[0] + 1 > height);
  many(({ channelsIn, channelsOut }) => channelsIn > 1 && channelsOut === 2 * channelsIn);
  many(
    (shape) =>
      shape.padding === 'valid' &&
      (shape.width - (shape.kernelWidth - 1) * shape.dilation[1] - 1) % shape.stride[1] > 0,
  );
});

test('what matters is frequent', () => {
  expect(share((shape) => shape.padding === 'valid')).toBeGreaterThan(0.3);
  expect(share((shape) => shape.padding === 'same')).toBeGreaterThan(0.2);
  expect(share((shape) => typeof shape.padding !== 'string')).toBeGreaterThan(0.15);
  expect(share((shape) => shape.padding === 'same' && shape.kernelHeight > shape.height)).toBeGreaterThan(0.02);
  expect(share((shape) => shape.stride[0] !== shape.stride[1])).toBeGreaterThan(0.2);
  expect(share((shape) => shape.dilation[0] !== shape.dilation[1])).toBeGreaterThan(0.2);
  expect(share((shape) => shape.channelsOut === 1 && shape.channelsIn > 1)).toBeGreaterThan(0.2);
  expect(share((shape) => isWindow(shape) && shape.channelsOut === 1)).toBeGreaterThan(0.1);
});

test('the average shape is cheap, and a few are large', () => {
  const counts = shapes.map((shape) => productCount(shape, 'conv2d'));
  expect(counts.reduce((sum, count) => sum + count, 0) / counts.length).toBeLessThan(1000);
  expect(Math.max(...counts)).toBeGreaterThan(2 ** 16);
  expect(Math.max(...counts)).toBeLessThanOrEqual(2 ** 17);
});

import { expect, test } from 'vitest';
import { checkShape } from '../conv/check-shape.ts';
import { parseShapeSpec } from '../conv/shape-spec.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { aimedShapes } from './aimed-shapes.ts';
import { randomOf } from './random.ts';

const spec = parseShapeSpec('8..70x5x3*1,3x3x1..16', {
  stride: '1,2',
  dilation: '1..2',
  padding: ['valid', '0,1,0,1'],
});
const draw = (seed: number, count = 3000) => {
  const rng = randomOf(seed);
  return Array.from({ length: count }, () => aimedShapes([spec]).draw(rng));
};
const shapes = draw(1);

test('every shape is valid and one of the spec', () => {
  for (const shape of shapes) {
    checkShape(shape);
    expect(shape.height).toBeGreaterThanOrEqual(8);
    expect(shape.height).toBeLessThanOrEqual(70);
    expect([1, 3]).toContain(shape.kernelHeight);
    expect(shape).toMatchObject({ batch: 1, width: 5, channelsIn: 3, kernelWidth: 3 });
    expect(shape.stride[0]).toBe(shape.stride[1]);
  }
});

test('every size is drawn, and those at ends and beside blocks often', () => {
  const heights = shapes.map(({ height }) => height);
  expect(new Set(heights).size).toBe(63);
  const share = (wanted: readonly number[]): number =>
    heights.filter((height) => wanted.includes(height)).length / heights.length;
  expect(share([8, 70])).toBeGreaterThan(0.2);
  expect(share([31, 32, 33, 63, 64, 65])).toBeGreaterThan(0.15);
  expect(new Set(shapes.map(({ channelsOut }) => channelsOut)).size).toBe(16);
  expect(new Set(shapes.map(({ stride, dilation, padding }) => `${stride} ${dilation} ${padding}`)).size).toBe(8);
});

test('a seed gives the same shapes', () => {
  expect(draw(7, 50).map(shapeKey)).toEqual(draw(7, 50).map(shapeKey));
  expect(draw(7, 50).map(shapeKey)).not.toEqual(draw(8, 50).map(shapeKey));
});

test('where few draws fit, one that fits is given', () => {
  const rng = randomOf(2);
  const tight = aimedShapes([parseShapeSpec('1..200x1..200*200x200')]);
  for (let i = 0; i < 5; i++) checkShape(tight.draw(rng));
});

test('a shape shrinks below its spec', () => {
  const smaller = [...aimedShapes([spec]).shrink(shapes[0]!)].map(({ value }) => value);
  expect(smaller.some(({ height }) => height < 8)).toBe(true);
});

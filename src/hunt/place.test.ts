import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import { exactDot64 } from '../float/exact-dot.ts';
import { pixelLevels, rangeOf, type SideConstraint } from './constraints.ts';
import { convolveExactly } from './convolve-exactly.test-support.ts';
import { candidateAt, domainsAt, outputPlace, placedCase } from './place.ts';

const free: SideConstraint = { kind: 'free' };

/** Any shape: batches, channels, stride, dilation and padding. */
const shapes = [
  convShape('5x5'),
  convShape('2x6x5x3*3x2x4', { stride: [2, 1], padding: 'same' }),
  convShape('7x7x2*3x3x2', { dilation: 2, padding: [1, 0, 2, 1] }),
];

test.each(shapes)('the attacked output of a placed case is the dot product of the candidate: %j', (shape) => {
  const outputs = convolveExactly({ shape, image: new Float32Array(2 ** 9), kernel: new Float32Array(2 ** 8) }).length;
  for (let output = 0; output < outputs; output++) {
    const place = outputPlace(shape, 'conv2d', output);
    const n = place.pixels.length;
    const left = Float32Array.from({ length: n }, (_, t) => t + 1);
    const right = Float32Array.from({ length: n }, (_, t) => 2 * t - 5);
    const input = placedCase(place, { left, right }, { image: free, kernel: free });
    expect(convolveExactly(input)[output]).toBe(exactDot64(left, right, 0, n));
    expect(candidateAt(place, input)).toEqual({ left, right });
  }
});

test('terms on padding drop out, and the rest of a case is allowed and small', () => {
  const place = outputPlace(convShape('3x3*3x3', { padding: 'same' }), 'conv2d', 0);
  expect([place.pixels.length, place.padded]).toEqual([4, 5]);
  const candidate = { left: new Float32Array(4).fill(3), right: new Float32Array(4).fill(-1) };
  const { image, kernel } = placedCase(place, candidate, { image: rangeOf(2, 4, ''), kernel: rangeOf(-3, -0.5, '') });
  expect([...image]).toEqual([3, 3, 2, 3, 3, 2, 2, 2, 2]);
  expect([...kernel]).toEqual([-0.5, -0.5, -0.5, -0.5, -1, -1, -0.5, -1, -1]);
});

test('a given side has one level for each term, and stays as it is', () => {
  const place = outputPlace(convShape('3x3*2x2'), 'conv2d', 3);
  const kernel: SideConstraint = { kind: 'given', numbers: Float32Array.of(1, 2, 3, 4), source: 'w.npy' };
  const { left, right } = domainsAt(place, { image: pixelLevels('8bit'), kernel });
  expect(right).toEqual([1, 2, 3, 4].map((x) => ({ kind: 'levels', values: Float32Array.of(x) })));
  expect(left[0]).toMatchObject({ kind: 'levels' });
  const candidate = { left: new Float32Array(4).fill(255), right: Float32Array.of(1, 2, 3, 4) };
  expect([...placedCase(place, candidate, { image: pixelLevels('8bit'), kernel }).image]).toEqual([
    0, 0, 0, 0, 255, 255, 0, 255, 255,
  ]);
});

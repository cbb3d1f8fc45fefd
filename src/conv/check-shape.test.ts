import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { batchOf } from './batch.ts';
import { checkBatch, checkCase, checkShape } from './check-shape.ts';
import type { ConvShape } from './shape.ts';
import { convShape } from './shape-text.ts';
import { planTerms } from './terms.ts';

const right = convShape('5x5*3x3');

const wrong: readonly [change: Record<string, unknown>, message: RegExp][] = [
  [{ kernelHeight: 7 }, /kernel that covers 7×3 does not fit into a 5×5 image with padding "valid"/],
  [{ dilation: [3, 1] }, /kernel that covers 7×3/],
  [{ kernelWidth: 9, padding: [0, 0, 1, 1] }, /does not fit .* padding \[0,0,1,1\]/],
  [{ stride: [-1, 1] }, /stride\[0\]: -1 is not a whole number of at least 1/],
  [{ stride: [1, 0] }, /stride\[1\]: 0/],
  [{ stride: 2 }, /stride: 2 is not a pair/],
  [{ dilation: [1.5, 1] }, /dilation\[0\]: 1.5/],
  [{ dilation: [1, 1, 1] }, /dilation: \[1,1,1\] is not a pair/],
  [{ height: 2.5 }, /height: 2.5 is not a whole number/],
  [{ width: 0 }, /width: 0/],
  [{ batch: Number.NaN }, /batch/],
  [{ channelsIn: '3' }, /channelsIn: "3"/],
  [{ channelsOut: undefined }, /channelsOut: undefined/],
  [{ padding: 'full' }, /padding: "full" is not "valid"/],
  [{ padding: [1, 1] }, /padding: \[1,1\]/],
  [{ padding: [0, 0, -1, 0] }, /padding\[2\]: -1 is not a whole number of at least 0/],
  [{ height: 31623, width: 31623 }, /one image would have 1000014129 numbers; at most 67108864/],
  [{ height: 1e200, width: 1e200 }, /height: 1e\+200/],
  [{ channelsOut: 2 ** 25 }, /one kernel would have/],
  [{ padding: [2 ** 20, 0, 2 ** 20, 0] }, /one output would have/],
];

test.each(wrong)('%j is refused in one line', (change, message) => {
  const check = (): void => checkShape({ ...right, ...change } as unknown as ConvShape);
  expect(check).toThrow(UsageError);
  expect(check).toThrow(message);
  expect(check).toThrow(/^[^\n]+$/);
});

test('valid shapes pass, also a kernel larger than the image with padding same', () => {
  const accepted: Partial<ConvShape>[] = [
    {},
    { kernelHeight: 9, padding: 'same' },
    { padding: [4, 0, 0, 4] },
    { stride: [5, 1] },
    { height: 3, width: 3 },
  ];
  for (const change of accepted) expect(() => checkShape({ ...right, ...change })).not.toThrow();
});

test('a depthwise convolution has one channel out, also where the plan of conv2d is known', () => {
  planTerms({ ...right, channelsOut: 2 });
  expect(() => planTerms({ ...right, channelsOut: 2 }, 'depthwise-conv2d')).toThrow(
    /channelsOut: 2 for depthwise-conv2d/,
  );
});

test('a plan of too many terms is refused before memory is taken', () => {
  expect(() => planTerms({ ...right, height: 4096, width: 4096 })).toThrow(/16760836 outputs of 9 terms/);
});

test('numbers that do not match the shape are refused, naming the formula', () => {
  const image = new Float32Array(25);
  const kernel = new Float32Array(9);
  expect(() => checkCase({ shape: right, image, kernel })).not.toThrow();
  expect(() => checkCase({ shape: right, image: kernel, kernel })).toThrow(
    /image: 9 numbers, but the shape needs batch·height·width·channelsIn = 25/,
  );
  expect(() => checkCase({ shape: right, image, kernel: image })).toThrow(/kernel: 25 numbers/);
  expect(() => checkCase({ shape: right, image: [...image] as unknown as Float32Array, kernel })).toThrow(
    /not a Float32Array/,
  );
  expect(() => checkBatch({ shape: right, count: 2, images: image, kernels: kernel })).toThrow(/= 50/);
  expect(() => checkBatch({ shape: right, count: -1, images: image, kernels: kernel })).toThrow(/count: -1/);
});

test('a batch has one shape', () => {
  const image = new Float32Array(25);
  const kernel = new Float32Array(9);
  const other = { ...right, padding: 'same' as const };
  expect(() => batchOf([])).toThrow(UsageError);
  expect(() =>
    batchOf([
      { shape: right, image, kernel },
      { shape: other, image, kernel },
    ]),
  ).toThrow(/case 1 has shape/);
  expect(
    batchOf([
      { shape: right, image, kernel },
      { shape: { ...right }, image, kernel },
    ]).count,
  ).toBe(2);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemOf } from '../errors/usage-error.ts';
import { aimedShapes } from '../inputs/aimed-shapes.ts';
import { randomOf } from '../inputs/random.ts';
import { batchOf, type Case } from './batch.ts';
import { checkShape } from './check-shape.ts';
import { outputShape, outputSize, readsPadding } from './output-shape.ts';
import { type ConvShape, imageSize, kernelSize } from './shape.ts';
import { fittingShape, largestCase, parseShapeSpec } from './shape-spec.ts';
import { convShape, shapeKey } from './shape-text.ts';
import { slowVolume } from './slow-volume.test-support.ts';
import { gatherTerms, planTerms, termCount } from './terms.ts';
import { volumePaddingOfText } from './volume.ts';

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const zeros = fc.integer({ min: 0, max: 3 });
const pair = (max: number): fc.Arbitrary<readonly [number, number]> => fc.tuple(size(max), size(max));
const volumes: fc.Arbitrary<ConvShape> = fc
  .record({
    ...{ batch: size(2), height: size(4), width: size(4), channelsIn: size(2), channelsOut: size(2) },
    ...{ kernelHeight: size(3), kernelWidth: size(3), stride: pair(3), dilation: pair(2) },
    padding: fc.oneof(
      fc.constant('valid' as const),
      fc.constant('same' as const),
      fc.tuple(zeros, zeros, zeros, zeros),
    ),
    depth: fc.record({
      size: size(5),
      kernel: size(3),
      stride: size(3),
      dilation: size(2),
      before: zeros,
      after: zeros,
    }),
  })
  .filter((shape) => problemOf(() => checkShape(shape)) === undefined);

/** Every pixel and every tap has its own number, so that no two terms can be confused. */
const numbered = (shape: ConvShape): Case => ({
  shape,
  image: Float32Array.from({ length: imageSize(shape) }, (_, index) => 1 + index),
  kernel: Float32Array.from({ length: kernelSize(shape) }, (_, index) => -1 - index),
});

test('the terms of a volume are those of nested loops over its slices, rows, columns and channels', () => {
  fc.assert(
    fc.property(volumes, (shape) => {
      const input = numbered(shape);
      const { left, right } = gatherTerms(planTerms(shape), batchOf([input]));
      const wanted = slowVolume(input);
      expect(wanted.length).toBe(outputSize(shape, 'conv3d'));
      expect([...left]).toEqual(wanted.flatMap((terms) => terms.map(([pixel]) => pixel)));
      expect([...right]).toEqual(wanted.flatMap((terms) => terms.map(([, tap]) => tap)));
      expect(readsPadding(shape)).toBe(left.includes(0));
    }),
    { numRuns: 60, seed: 2018 },
  );
});

test('the notation of the issue, with n = KD·KH·KW·C terms', () => {
  const shape = convShape('4x8x8x3*3x3x3x3x2');
  expect(shape.depth).toEqual({ size: 4, kernel: 3, stride: 1, dilation: 1, before: 0, after: 0 });
  expect(shapeKey(shape)).toBe('1×4×8×8×3 * 3×3×3×3×2 stride 1×1×1 dilation 1×1×1 valid');
  expect(outputShape(shape)).toEqual([1, 2 * 6, 6, 2]);
  expect(termCount(shape)).toBe(81);
  expect(fittingShape(parseShapeSpec('4x8x8x3*3x3x3x3x2'))).toEqual(shape);
  expect(largestCase(parseShapeSpec('2..4x8x8x3*1..3x3x3x3x2')).products).toBe(4 * 6 * 6 * 2 * 81);
});

test.each([
  ['1', [1, 1, 1, 1, 1, 1]],
  ['2x1x0', [2, 2, 1, 1, 0, 0]],
  ['1,2,3,4,5,6', [1, 2, 3, 4, 5, 6]],
  ['1,2', [1, 1, 2, 2]],
  ['same', 'same'],
  ['1,2,3,4,5', undefined],
  ['full', undefined],
])('padding %s of a volume', (text, padding) => {
  expect(volumePaddingOfText(text)).toEqual(padding);
});

test('one step is that of all axes, two are those of rows and columns, three begin with the slices', () => {
  const keys = ['2', '1x2', '3x1x2'].map((stride) =>
    shapeKey(fittingShape(parseShapeSpec('9x9x9*3x3x3x1x1', { stride, padding: ['same'] }))),
  );
  expect(keys.map((key) => /stride (\S+)/.exec(key)?.[1])).toEqual(['2×2×2', '1×1×2', '3×1×2']);
  expect(convShape('9x9x9*3x3x3x1x1', { stride: 2, padding: 'same' }).depth).toMatchObject({ before: 1, after: 1 });
});

test('aimed volumes fit and have sizes of their ranges', () => {
  const spec = parseShapeSpec('2..5x6x6x2*1..3x3x3x2x2', { stride: '1,2', padding: ['valid,same'] });
  const drawn = Array.from({ length: 200 }, (_, index) => aimedShapes([spec]).draw(randomOf(index)));
  expect(drawn.every((shape) => problemOf(() => checkShape(shape)) === undefined)).toBe(true);
  expect(new Set(drawn.map(({ depth }) => depth?.size))).toEqual(new Set([2, 3, 4, 5]));
  expect(new Set(drawn.map(({ depth }) => depth?.kernel))).toEqual(new Set([1, 2, 3]));
});

test.each([
  ['8x8*3x3x3x1x1', {}, /a volume has 3 to 5 sizes, not 2: SLICESxROWSxCOLUMNS/],
  ['4x8x8x3*3x3x3x4x2', {}, /channels of the kernel are not those of the image/],
  ['2x8x8*3x3x3x1x1', {}, /a kernel that covers 3 slices does not fit into 2 slices/],
  ['4x8x8*3x3x3x1x1', { stride: '1x2x3x4' }, /--stride 1x2x3x4: not N, A\.\.B or ROWSxCOLUMNS or SLICESxROWSxCOLUMNS/],
])('%s %j is refused in one line', (text, options, why) => {
  const problem = problemOf(() => parseShapeSpec(text, options));
  expect(problem).toMatch(why);
  expect(problem).not.toMatch(/\n/);
});

test('only conv3d takes slices', () => {
  const shape = convShape('4x8x8*3x3x3x1x1');
  expect(problemOf(() => checkShape(shape, 'conv2d'))).toBe(
    'shape.depth: 4 slices for conv2d; only conv3d takes volumes',
  );
  expect(problemOf(() => checkShape({ ...shape, depth: { ...shape.depth!, before: -1 } }))).toMatch(
    /shape\.depth\.before: -1 is not a whole number of at least 0/,
  );
});

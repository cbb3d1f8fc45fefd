import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf, type Case, caseAt, sliceBatch } from './batch.ts';
import { outputShape, outputSize } from './output-shape.ts';
import { type ConvShape, imageSize, kernelSize, type Operation } from './shape.ts';
import { convShape } from './shape-text.ts';
import { slowOutputShape, slowTerms } from './slow-terms.test-support.ts';
import { gatherTerms, planOutput, planTerms } from './terms.ts';

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const pair = (max: number): fc.Arbitrary<readonly [number, number]> => fc.tuple(size(max), size(max));
const zeros = fc.integer({ min: 0, max: 4 });
const shapes: fc.Arbitrary<ConvShape> = fc.record({
  batch: size(2),
  height: size(9),
  width: size(9),
  channelsIn: size(3),
  channelsOut: size(3),
  kernelHeight: size(7),
  kernelWidth: size(7),
  stride: pair(5),
  dilation: pair(3),
  padding: fc.oneof(fc.constant('valid' as const), fc.constant('same' as const), fc.tuple(zeros, zeros, zeros, zeros)),
});

/** Every pixel and every tap has its own number, so that no two terms can be confused. */
function numbered(shape: ConvShape, from: number): Case {
  return {
    shape,
    image: Float32Array.from({ length: imageSize(shape) }, (_, index) => from + index),
    kernel: Float32Array.from({ length: kernelSize(shape) }, (_, index) => -from - index),
  };
}

/** Vitest's own comparison takes seconds for a million numbers. */
function sameNumbers(left: ArrayLike<number>, right: ArrayLike<number>): boolean {
  for (let index = 0; index < left.length; index++) if (!Object.is(left[index], right[index])) return false;
  return left.length === right.length;
}

function check(shape: ConvShape, operation: Operation): void {
  const cases = [numbered(shape, 1), numbered(shape, 5001)];
  const plan = planTerms(shape, operation);
  const { left, right } = gatherTerms(plan, batchOf(cases));
  const wanted = cases.flatMap((input) => slowTerms(input, operation));
  expect(plan.outputs).toBe(wanted.length / 2);
  expect(plan.outputs).toBe(outputSize(shape, operation));
  expect(
    sameNumbers(
      left,
      wanted.flatMap((window) => window.map(([pixel]) => pixel)),
    ),
  ).toBe(true);
  expect(
    sameNumbers(
      right,
      wanted.flatMap((window) => window.map(([, tap]) => tap)),
    ),
  ).toBe(true);
}

test('terms and output shapes are those of the slow reference, for conv2d and for depthwise-conv2d', () => {
  const seen = { valid: 0, same: 0, explicit: 0, larger: 0 };
  const property = fc.property(shapes, (shape) => {
    const [, rows, columns] = slowOutputShape(shape);
    const [, height, width] = outputShape(shape);
    expect(height > 0 && width > 0).toBe(rows > 0 && columns > 0);
    fc.pre(rows > 0 && columns > 0);
    expect(outputShape(shape)).toEqual(slowOutputShape(shape));
    check(shape, 'conv2d');
    check({ ...shape, channelsOut: 1 }, 'depthwise-conv2d');
    seen[typeof shape.padding === 'string' ? shape.padding : 'explicit']++;
    if (shape.padding === 'same' && shape.kernelHeight > shape.height) seen.larger++;
  });
  fc.assert(property, { seed: 2018, numRuns: 300, maxSkipsPerRun: 3 });
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(15);
});

test('an odd row of zeros under same goes to the bottom', () => {
  const shape = convShape('2x1*2x1', { padding: 'same' });
  expect([...planTerms(shape).image]).toEqual([0, 1, 1, -1]);
});

test('one window in memory order is not copied, any other is', () => {
  const shape = convShape('3x3x2*3x3');
  const batch = batchOf([numbered(shape, 1), numbered(shape, 100)]);
  expect(gatherTerms(planTerms(shape), batch).left === batch.images).toBe(true);
  const depthwise = planTerms(shape, 'depthwise-conv2d');
  expect(depthwise.whole).toBe(false);
  expect(gatherTerms(depthwise, batch).left === batch.images).toBe(false);
});

test('plans are cached, and dropped when many others follow', () => {
  const shape = convShape('17x17x9*5x5x9', { padding: 'same' });
  const first = planTerms(shape);
  expect(planTerms({ ...shape }) === first).toBe(true);
  for (let height = 18; height < 28; height++) planTerms({ ...shape, height });
  expect(planTerms(shape) === first).toBe(false);
  expect(sameNumbers(planTerms(shape).image, first.image)).toBe(true);
});

test('batchOf and caseAt are inverse, and a slice shares memory', () => {
  const shape = convShape('2x3x2x2*2x1x3');
  const cases = [1, 100, 200].map((from) => numbered(shape, from));
  const batch = batchOf(cases);
  expect([0, 1, 2].map((index) => caseAt(batch, index))).toEqual(cases);
  const slice = sliceBatch(batch, 1, 3);
  expect(caseAt(slice, 0)).toEqual(cases[1]);
  expect(slice.images.buffer).toBe(batch.images.buffer);
});

test('the plan of one output is its part of the whole plan', () => {
  const shape = convShape('2x6x5x2*3x3x3', { padding: 'same', stride: [2, 1], dilation: [1, 2] });
  const depthwise = convShape('6x5x2*3x3x1', { padding: 'same' });
  for (const [at, operation] of [[shape, 'conv2d'] as const, [depthwise, 'depthwise-conv2d'] as const]) {
    const { outputs, terms, image, kernel, ...whole } = planTerms(at, operation);
    for (let output = 0; output < outputs; output++) {
      const [from, to] = [output * terms, (output + 1) * terms];
      const [pixels, taps] = [image.slice(from, to), kernel.slice(from, to)];
      const wanted = { ...whole, outputs: 1, terms, image: pixels, kernel: taps, padded: pixels.includes(-1) };
      expect(planOutput(at, output, operation)).toEqual({ ...wanted, whole: false });
    }
  }
});

test('one output of a layer whose whole plan is refused is planned', () => {
  const layer = convShape('56x56x64*3x3x64');
  expect(() => planTerms(layer)).toThrow(/are more than the/);
  expect(planOutput(layer, 5)).toMatchObject({ outputs: 1, terms: 576 });
});

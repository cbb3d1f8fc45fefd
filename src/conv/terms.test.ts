import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf, type Case, caseAt, sliceBatch } from './batch.ts';
import { unsuited } from './check-shape.ts';
import { outputShape, outputSize, paddingOf } from './output-shape.ts';
import { type ConvShape, imageSize, kernelSize, type Operation } from './shape.ts';
import { convShape } from './shape-text.ts';
import { slowOutputs } from './slow-outputs.test-support.ts';
import { slowOutputShape, slowTerms } from './slow-terms.test-support.ts';
import { gatherTerms, planOutput, planTerms, type TermPlan } from './terms.ts';

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

const others: readonly Operation[] = ['grouped-conv2d', 'batched-matmul', 'transposed-conv2d', 'sum', 'sum-first-axis'];
const steps = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }));

/** Σ left · right of each output: exact on small integers. */
function sums(shape: ConvShape, operation: Operation): number[] {
  const plan = planTerms(shape, operation);
  const { left, right } = gatherTerms(plan, batchOf([numbered(shape, 1)]));
  return Array.from({ length: plan.outputs }, (_, output) => {
    const from = output * plan.terms;
    return left.subarray(from, from + plan.terms).reduce((sum, x, t) => sum + x * right[from + t]!, 0);
  });
}

test('groups, transposed convolutions and sums are those of a loop that adds each pixel where it goes', () => {
  const seen = new Map<string, number>();
  const property = fc.property(shapes, size(4), steps, fc.constantFrom(...others), (drawn, groups, more, operation) => {
    const transposed = operation === 'transposed-conv2d' ? { outputPadding: more } : {};
    const shape = { ...drawn, channelsIn: drawn.channelsIn * groups, groups, ...transposed };
    fc.pre((isFitting(shape) || operation === 'transposed-conv2d') && unsuited(shape, operation) === undefined);
    const input = numbered(shape, 1);
    expect(sums(shape, operation)).toEqual(slowOutputs(input, operation));
    seen.set(operation, (seen.get(operation) ?? 0) + 1);
  });
  fc.assert(property, { seed: 2018, numRuns: 300, maxSkipsPerRun: 4 });
  expect(Math.min(...others.map((one) => seen.get(one) ?? 0))).toBeGreaterThan(30);
});

const isFitting = (shape: ConvShape): boolean => outputShape(shape).every((sizeOfAxis) => sizeOfAxis > 0);

test('a group of each channel is a depthwise convolution, and one group is a convolution', () => {
  const shape = convShape('4x5x3*2x3', { padding: 'same' });
  expect(sums({ ...shape, groups: 3 }, 'grouped-conv2d')).toEqual(sums(shape, 'depthwise-conv2d'));
  expect(planTerms({ ...shape, groups: 1 }, 'grouped-conv2d') === planTerms(shape)).toBe(true);
});

test('a transposed convolution is the gradient of a convolution with respect to its image', () => {
  const gradient = fc.property(shapes, (forward) => {
    fc.pre(isFitting(forward));
    const [batch, height, width] = outputShape(forward);
    const { channelsIn: channelsOut, channelsOut: channelsIn } = forward;
    const kernel = { kernelHeight: forward.kernelHeight, kernelWidth: forward.kernelWidth };
    const sizes = { batch, height, width, channelsIn, channelsOut, ...kernel, padding: paddingOf(forward) };
    const back: ConvShape = { ...forward, ...sizes };
    const [, rows, columns] = outputShape(back, 'transposed-conv2d');
    const whole = { ...back, outputPadding: [forward.height - rows, forward.width - columns] as const };
    // Pixel p of the image reaches output o through a tap exactly if output o of the gradient reads it, and back.
    const forth = links(planTerms(forward), channelsOut, channelsIn);
    const backwards = links(planTerms(whole, 'transposed-conv2d'), channelsIn, channelsOut);
    const turned = backwards.map(([output = 0, pixel = 0, place = 0, k = 0, c = 0]) => [
      ...[Math.floor(pixel / channelsIn), Math.floor(output / channelsOut), place, c, k],
    ]);
    expect(turned.sort(byNumbers)).toEqual(
      forth
        .map(([output = 0, pixel = 0, ...tap]) => [
          ...[Math.floor(output / channelsIn), Math.floor(pixel / channelsOut), ...tap],
        ])
        .sort(byNumbers),
    );
  });
  fc.assert(gradient, { seed: 2018, numRuns: 60, maxSkipsPerRun: 4 });
});

/** [output, pixel, place of the tap, channel in, channel out] of every term that is no padding. */
function links({ image, kernel, terms }: TermPlan, channelsIn: number, channelsOut: number): number[][] {
  return [...image].flatMap((pixel, index) => {
    const tap = kernel[index]!;
    const place = Math.floor(tap / (channelsIn * channelsOut));
    const channels = [Math.floor(tap / channelsOut) % channelsIn, tap % channelsOut];
    return pixel < 0 ? [] : [[Math.floor(index / terms), pixel, place, ...channels]];
  });
}

function byNumbers(one: readonly number[], other: readonly number[]): number {
  return one.reduce((difference, number, place) => difference || number - other[place]!, 0);
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf } from '../conv/batch-of.ts';
import type { Case } from '../conv/case.ts';
import { gatherTerms } from '../conv/gather-terms.ts';
import { paddingOf } from '../conv/padding-of.ts';
import { planTerms } from '../conv/plan-terms.ts';
import type { ConvShape } from '../conv/shape.ts';
import { cases as caseArbitrary } from './cases.ts';
import { smallIntegers } from './distributions/integers.ts';
import { minimiseSync } from './minimise.ts';
import { isWindow, shrinkToWindow } from './shrink/windows.ts';
import { exponentOf, significantBits } from './simplicity.ts';

const shapes = caseArbitrary().stages[0]!;
const cases = fc
  .sample(caseArbitrary({ distributions: [smallIntegers] }), { seed: 4, numRuns: 150 })
  .filter(({ image, kernel }) => image.length + kernel.length < 300);

/** Exact, because the numbers are small integers. */
function outputs(input: Case): number[] {
  const plan = planTerms(input.shape);
  const { left, right } = gatherTerms(plan, batchOf([input]));
  return Array.from({ length: plan.outputs }, (_, o) => {
    let sum = 0;
    for (let t = o * plan.terms; t < (o + 1) * plan.terms; t++) sum += left[t]! * right[t]!;
    return sum + 0;
  });
}

test('the windows of a case are its outputs, one by one, padding included', () => {
  let seen = 0;
  for (const input of cases.filter(
    ({ shape }) => !isWindow(shape) && shape.channelsIn === 1 && shape.channelsOut === 1,
  )) {
    const wanted = outputs(input);
    if (wanted.length > 128) continue;
    const windows = [...shrinkToWindow(input)];
    expect(windows.map((window) => outputs(window!)[0])).toEqual(wanted);
    seen++;
  }
  expect(seen).toBeGreaterThan(10);
});

const sameOutputs = (input: Case, wanted: (shape: ConvShape) => boolean): boolean => {
  const before = outputs(input).join();
  return [...shapes(input)].some((shrunk) => wanted(shrunk.shape) && outputs(shrunk).join() === before);
};

test('a row of zeros at the end of a kernel can go without a change of any output', () => {
  let seen = 0;
  for (const input of cases.filter(({ shape }) => shape.kernelHeight > 1)) {
    const { kernelHeight, padding } = input.shape;
    const row = input.kernel.length / kernelHeight;
    for (const from of [0, input.kernel.length - row]) {
      const kernel = input.kernel.slice().fill(0, from, from + row);
      expect(
        sameOutputs({ ...input, kernel }, (shape) => shape.kernelHeight === kernelHeight - 1),
        `${padding}`,
      ).toBe(true);
      seen++;
    }
  }
  expect(seen).toBeGreaterThan(50);
});

test('padding can become zeros of the image without a change of any output', () => {
  const padded = cases.filter(({ shape }) => paddingOf(shape).some((count) => count > 0));
  expect(padded.length).toBeGreaterThan(20);
  for (const input of padded) expect(sameOutputs(input, ({ padding }) => padding === 'valid')).toBe(true);
});

const one: ConvShape = {
  batch: 1,
  height: 1,
  width: 1,
  channelsIn: 1,
  channelsOut: 1,
  kernelHeight: 1,
  kernelWidth: 1,
  stride: [1, 1],
  dilation: [1, 1],
  padding: 'valid',
};

const smallest = (start: Case, wanted: (input: Case) => boolean): Case =>
  minimiseSync(caseArbitrary(), start, (given) => given.map((input) => wanted(input) || undefined)).value;

test('significands end at exactly the bits that are needed', () => {
  const start: Case = { shape: one, image: Float32Array.of(Math.fround(0.1)), kernel: Float32Array.of(3) };
  for (const bits of [2, 7, 17, 22, 23, 24]) {
    const least = smallest(start, ({ image }) => significantBits(image[0]!) >= bits);
    expect([significantBits(least.image[0]!), least.kernel[0], exponentOf(least.image[0]!)]).toEqual([bits, 0, 0]);
  }
});

test('where the product must stay, exponents of pixel and tap move against each other', () => {
  const start: Case = { shape: one, image: Float32Array.of(3 * 2 ** 20), kernel: Float32Array.of(-(2 ** -19)) };
  const least = smallest(start, ({ image, kernel }) => Math.abs(image[0]! * kernel[0]!) === 6);
  expect(Math.abs(exponentOf(least.image[0]!)) + Math.abs(exponentOf(least.kernel[0]!))).toBe(2);
  expect(Math.min(least.image[0]!, least.kernel[0]!)).toBeGreaterThan(0);
});

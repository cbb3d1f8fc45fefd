import { expect, test } from 'vitest';
import { type ConvShape, imageSize, kernelSize, rowShape } from '../conv/shape.ts';
import { randomOf } from '../inputs/random.ts';
import { loop as anyLoop } from '../library/loop.test-support.ts';
import { type ConvolutionReference, convolution, violations } from './convolution-reference.ts';
import { likelyFaults } from './likely-fault.ts';

const shape: ConvShape = {
  ...{ batch: 2, height: 6, width: 9, channelsIn: 3, channelsOut: 2, kernelHeight: 3, kernelWidth: 3 },
  ...{ stride: [1, 1], dilation: [1, 1], padding: 'valid' },
};
const random = randomOf(1, 'likely faults');
const numbers = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.unit() * 2 - 1);
const [image, kernel] = [numbers(imageSize(shape)), numbers(kernelSize(shape))];

const loop = (x: Float32Array, k: Float32Array, of = shape): Float32Array => anyLoop(x, k, of);

function faultsOf(computed: Float32Array, of: ConvolutionReference): readonly string[] {
  const found = violations(computed, of);
  expect(found.length).toBeGreaterThan(0);
  return likelyFaults([{ computed, reference: of, found }]);
}

const reference = convolution(image, kernel, shape);
const [, rows, columns, channels] = reference.outputShape;
const right = loop(image, kernel);
const changed = (change: (value: number, index: number) => number): Float32Array => right.map(change);
const columnOf = (index: number): number => Math.floor(index / channels) % columns;
const rowOf = (index: number): number => Math.floor(index / channels / columns) % rows;

test('a right result has no violation', () => {
  expect(violations(right, reference)).toEqual([]);
});

const tapAt = (from: (row: number, column: number, rest: number) => number): Float32Array =>
  kernel.map((_, i) => kernel[from(Math.floor(i / 18), Math.floor(i / 6) % 3, i % 6)] ?? 0);

test.each([
  [
    'flipped kernel',
    () =>
      loop(
        image,
        tapAt((r, q, rest) => ((2 - r) * 3 + 2 - q) * 6 + rest),
      ),
    /kernel flipped/,
  ],
  [
    'transposed',
    () =>
      loop(
        image,
        tapAt((r, q, rest) => (q * 3 + r) * 6 + rest),
      ),
    /rows and columns of the kernel/,
  ],
  [
    'a channel lost',
    () =>
      loop(
        image,
        kernel.map((x, i) => (Math.floor(i / 2) % 3 === 1 ? 0 : x)),
      ),
    /channel 1 of 0…2/,
  ],
  ['bfloat16', () => loop(rounded(image, 0xffff0000), rounded(kernel, 0xffff0000)), /8 bits, as in bfloat16/],
  ['11 bits', () => loop(rounded(image, 0xffffe000), rounded(kernel, 0xffffe000)), /11 bits, as in binary16/],
  ['shifted', () => changed((x, i) => (columnOf(i) === 0 ? x : right[i - channels]!)), /belongs a column before it/],
  [
    'shifted up',
    () => changed((x, i) => (rowOf(i) === rows - 1 ? x : right[i + channels * columns]!)),
    /a row after it/,
  ],
] as const)('%s is named, and nothing else', (_, computed, fault) => {
  const faults = faultsOf(computed(), reference);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(fault);
});

/** To nearest, ties away from zero, which random numbers do not meet. */
function rounded(x: Float32Array, mask: number): Float32Array {
  const bits = new Int32Array(x.slice().buffer);
  return new Float32Array(bits.map((word) => (word + ((~mask + 1) >> 1)) & mask).buffer);
}

test.each([
  [
    'last column 0',
    (x: number, i: number) => (columnOf(i) === columns - 1 ? 0 : x),
    ['the last column, 6 of 0…6', 'is 0, as'],
  ],
  ['first row NaN', (x: number, i: number) => (rowOf(i) === 0 ? Number.NaN : x), ['the first row, 0 of 0…3', 'is NaN']],
  [
    'channel 1 doubled',
    (x: number, i: number) => (i % 2 === 1 ? 4 * x : x),
    ['the last channel, 1 of', 'not rounding'],
  ],
  ['sign', (x: number, i: number) => (columnOf(i) > 3 ? -x : x), ['wrong sign']],
  ['few bits', (x: number) => x + 2 ** -12, ['fewer bits']],
  ['sentinel', (x: number, i: number) => (i % 5 === 1 ? -7 : x), ['every wrong output is -7']],
] as const)('%s: where, and what', (_, change, facts) => {
  const faults = faultsOf(changed(change), reference);
  expect(faults).toHaveLength(facts.length);
  for (const [index, fact] of facts.entries()) expect(faults[index]).toContain(fact);
});

test('exchanged strides and padding are named; a single window shows neither', () => {
  const odd: ConvShape = { ...shape, height: 7, width: 7, stride: [2, 1], padding: 'same', kernelHeight: 4 };
  const [x, k] = [numbers(imageSize(odd)), numbers(kernelSize(odd))];
  const wrong = loop(x, k, { ...odd, padding: [2, 1, 1, 1] });
  expect(faultsOf(wrong, convolution(x, k, odd))).toEqual([expect.stringContaining('padding of top and bottom')]);
  const dot = convolution(Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 1, 1, 1), rowShape(4));
  expect(faultsOf(Float32Array.of(10.001), dot)).toEqual([expect.stringContaining('fewer bits')]);
});

test('where nothing stands out nothing is said', () => {
  const some = changed((x, i) => (i % 3 === 0 ? x * 1.001 : i % 7 === 2 ? x + 1 : x));
  expect(faultsOf(some, reference)).toEqual([]);
});

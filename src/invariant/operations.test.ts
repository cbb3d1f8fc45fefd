import { expect, test } from 'vitest';
import { allOperations } from '../conv/operation.ts';
import { outputShape } from '../conv/output-shape.ts';
import type { ConvShape, NumberFormat, Operation } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { gatherTerms, planTerms, productCount } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';
import { isNarrow, roundNarrow } from '../float/narrow-numbers.ts';
import { repeats } from '../repeats.test-support.ts';
import { backward, forward } from '../reveal/convolution/subjects.test-support.ts';
import { type Axis, axesOf } from './axes.ts';
import { leastSize } from './full-window.ts';
import { type Invariance, invariance, isInvariant } from './invariance.ts';
import { describeKnown, describeKnownArithmetic } from './known.ts';

type Sum = (numbers: readonly number[]) => number;
interface Where {
  readonly shape: ConvShape;
  readonly n: number;
  readonly count: number;
  /** Of the output in its case. */
  readonly output: number;
}

/** An engine of one operation, each output of which is summed as `how` says. */
function planted(operation: Operation, how: (where: Where) => Sum, format: NumberFormat = 'binary32'): Subject {
  const rounded = (x: number): number => (isNarrow(format) ? roundNarrow(x, format) : Math.fround(x));
  return {
    ...{ id: `planted/${operation}`, engine: 'planted', operation, format, summation: 'unknown' },
    availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
    evaluate: async (batch) => {
      const { shape, count } = batch;
      const plan = planTerms(shape, operation);
      const { left, right } = gatherTerms(plan, batch);
      const outputs = Float32Array.from({ length: count * plan.outputs }, (_, window) => {
        const products = Array.from({ length: plan.terms }, (_, t) => {
          const place = window * plan.terms + t;
          return rounded(left[place]! * right[place]!);
        });
        const output = window % plan.outputs;
        const sum = how({ shape, n: plan.terms, count, output })(products);
        return rounded(operation === 'mean' ? Math.fround(sum / plan.terms) : sum);
      });
      return { kind: 'value', format: 'binary32', outputs };
    },
  };
}

const sidesIn = ({ switches, known }: Invariance): readonly unknown[] =>
  switches.map(({ sides }) => sides.flatMap((side) => [side.size, describeKnown(known[side.known]!)]));

const find = (subject: Subject, shape: string, axes: readonly Axis[], upTo?: number): Promise<Invariance> =>
  invariance(subject, convShape(shape), { axes, seed: 1, upTo });

/** A small shape of each operation, with more than one group and an odd place for each. */
const small: Readonly<Record<Operation, string>> = {
  conv2d: '3x3x2*2x2x2',
  'depthwise-conv2d': '3x3x2*2x2',
  'grouped-conv2d': '3x3x4*2x2x2/2',
  'transposed-conv2d': '3x3x2*2x2x2',
  conv1d: '1x5x2*1x3x2',
  conv3d: '2x3x3x2*2x2x2x2x2',
  'multiply-sum': '1x1x7*1x1',
  dot: '1x1x7*1x1',
  matmul: '2x1x7*1x1x2',
  'batched-matmul': '2x1x14*1x1x2/2',
  einsum: '2x1x7*1x1x2',
  sum: '1x1x7*1x1',
  'sum-last-axis': '2x1x7*1x1',
  'sum-first-axis': '2x1x7*1x1',
  mean: '1x1x8*1x1',
};

test.each(allOperations)('%s that is invariant: every axis but threads is varied, and certified', async (operation) => {
  const subject = planted(operation, () => forward);
  const axes = axesOf(operation).filter((axis) => axis !== 'threads');
  const found = await find(subject, small[operation], axes, 4);
  expect([found.failed, found.left, isInvariant(found)]).toEqual([undefined, [], true]);
  expect(found.axes.map(({ axis }) => axis)).toEqual(axes);
  expect(found.known[0]).toMatchObject({ kind: 'tree', scheme: 'sequential' });
  for (const { axis, tested, stopped } of found.axes) {
    expect([axis, stopped, tested.length > 1, tested.every(({ certified }) => certified)]).toEqual([
      ...[axis, undefined, true, true],
    ]);
  }
});

/** The engine of this test computes a thousand sums of 2,048 numbers one by one. */
const switchAt = repeats(2048, 256);

test(`a sum that changes above ${switchAt} numbers`, async () => {
  const subject = planted('sum', ({ n }) => (n > switchAt ? backward : forward));
  const found = await find(subject, small.sum, ['terms'], switchAt + 4);
  expect(sidesIn(found)).toEqual([[switchAt, 'sequential', switchAt + 1, 'reversed']]);
});

test('a mean that depends on the batch is shown by its numbers and its two means', async () => {
  const subject = planted('mean', ({ count }) => (count > 8 ? backward : forward));
  const found = await find(subject, small.mean, ['batch'], 12);
  expect(sidesIn(found)).toEqual([[8, 'sequential', 9, 'reversed']]);
  const { terms, results } = found.switches[0]!.input!;
  const mean = (sum: Sum): number => {
    const numbers = Array.from({ length: 8 }, (_, term) => terms.find((one) => one.term === term)?.left ?? 0);
    return Math.fround(sum(numbers) / 8);
  };
  expect(terms.every(({ right }) => right === 1)).toBe(true);
  expect([...results].sort()).toEqual([mean(forward), mean(backward)].sort());
});

test('a mean of a number of terms that does not divide exactly is compared by its bits', async () => {
  const subject = planted('mean', ({ count }) => (count > 8 ? backward : forward));
  const found = await find(subject, '1x1x7*1x1', ['batch'], 12);
  expect(found.known[0]).toMatchObject({ kind: 'bits', because: expect.stringContaining('hides its sum') });
  expect(found.axes[0]!.switches.map(([a, b]) => [a.size, b.size])).toEqual([[8, 9]]);
});

test('a grouped convolution that changes with the number of groups, and in one group', async () => {
  const byCount = planted('grouped-conv2d', ({ shape }) => (shape.groups! >= 5 ? backward : forward));
  const found = await find(byCount, small['grouped-conv2d'], ['groups', 'channels'], 8);
  expect(sidesIn(found)).toEqual([[4, 'sequential', 5, 'reversed']]);
  const inOne = planted('grouped-conv2d', ({ output }) => (Math.floor((output % 4) / 2) === 1 ? backward : forward));
  const one = await find(inOne, small['grouped-conv2d'], ['place'], 8);
  expect(one.axes[0]!.tested[0]).toMatchObject({ unit: 'groups', runs: [{ last: 0 }, { first: 1, last: 1 }] });
});

test('one product of several in a call, and the last column that is summed along the first axis', async () => {
  const product = planted('batched-matmul', ({ shape }) => (shape.groups! > 3 ? backward : forward));
  expect(sidesIn(await find(product, small['batched-matmul'], ['groups'], 6))).toEqual([
    [3, 'sequential', 4, 'reversed'],
  ]);
  const column = planted('sum-first-axis', ({ shape, output }) => {
    return output === outputShape(shape, 'sum-first-axis')[1] - 1 && output > 4 ? backward : forward;
  });
  const found = await find(column, small['sum-first-axis'], ['columns'], 9);
  expect(found.axes[0]!.tested.at(-1)).toMatchObject({ unit: 'columns', runs: [{ last: 7 }, { first: 8, last: 8 }] });
  expect(isInvariant(found)).toBe(false);
});

test('a transposed convolution with strides: its fullest outputs are asked, from the smallest image on', async () => {
  const subject = planted('transposed-conv2d', ({ shape }) => (shape.height > 6 ? backward : forward));
  const shape = convShape('5x5x2*3x3x2+1', { stride: 2, padding: [1, 1, 1, 1] });
  expect([leastSize(shape, 'transposed-conv2d', 0), leastSize(shape, 'transposed-conv2d', 1)]).toEqual([2, 2]);
  const found = await invariance(subject, shape, { axes: ['rows', 'columns'], seed: 1, upTo: 9 });
  // Of 3 × 3 taps, outputs between the pixels meet 2 × 2, in 2 channels.
  expect([found.known[0]!.n, found.axes.map(({ tested }) => tested[0]!.size)]).toEqual([8, [2, 2]]);
  expect(sidesIn(found)).toEqual([[6, 'sequential', 7, 'reversed']]);
});

test.each([
  ['matmul', 'binary16'],
  ['sum', 'bfloat16'],
  ['sum', 'binary16'],
] as const)('%s in %s, certified, shown by numbers of the format', async (operation, format) => {
  const subject = planted(operation, ({ count }) => (count > 5 ? backward : forward), format);
  const found = await find(subject, operation === 'sum' ? '1x1x5*1x1' : '1x1x5*1x1x1', ['batch'], 7);
  expect(sidesIn(found)).toEqual([[5, 'sequential', 6, 'reversed']]);
  expect(found.axes[0]!.tested.every(({ certified }) => certified)).toBe(true);
  const { terms } = found.switches[0]!.input!;
  expect(terms.every(({ left, right }) => [left, right].every((x) => roundNarrow(x, format) === x))).toBe(true);
});

test('of sums no product is said to round', async () => {
  const found = await find(
    planted('sum', () => forward),
    small.sum,
    ['batch'],
    2,
  );
  expect(describeKnownArithmetic(found.known[0]!)).not.toContain('product');
  expect(productCount(found.base.shape, 'sum')).toBe(7);
});

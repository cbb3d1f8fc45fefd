import { expect, test } from 'vitest';
import type { Batch } from '../conv/case.ts';
import { gatherTerms } from '../conv/gather-terms.ts';
import { planTerms } from '../conv/plan-terms.ts';
import type { ConvShape } from '../conv/shape.ts';
import type { Outcome, Subject } from '../engines/engine.ts';
import { lastbitSubjects } from '../engines/lastbit-subjects.ts';
import { printTree } from '../orders/print-tree.ts';
import { revealSubject } from './reveal-subject.ts';

const shapeOf = (given: Partial<ConvShape>): ConvShape => ({
  ...{ batch: 1, height: 5, width: 5, channelsIn: 1, channelsOut: 1, kernelHeight: 3, kernelWidth: 3 },
  ...{ stride: [1, 1], dilation: [1, 1], padding: 'valid', ...given },
});

/** A subject that computes in this process. */
function subjectOf(evaluate: (batch: Batch) => Outcome): Subject {
  return {
    ...{ id: 'test/conv2d', engine: 'test', operation: 'conv2d', format: 'binary32', algorithm: 'unknown' },
    availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
    evaluate: async (batch) => evaluate(batch),
  };
}

/** Every output by a function of its terms. */
function summing(sum: (products: readonly number[], output: number, count: number) => number): Subject {
  return subjectOf((batch) => {
    const plan = planTerms(batch.shape);
    const { left, right } = gatherTerms(plan, batch);
    const outputs = Float32Array.from({ length: batch.count * plan.outputs }, (_, window) => {
      const products = Array.from({ length: plan.terms }, (_, t) =>
        Math.fround(left[window * plan.terms + t]! * right[window * plan.terms + t]!),
      );
      return sum(products, window % plan.outputs, batch.count);
    });
    return { kind: 'value', format: 'binary32', outputs };
  });
}

const forward = (products: readonly number[]): number => products.reduce((sum, value) => Math.fround(sum + value), 0);
const backward = (products: readonly number[]): number => forward([...products].reverse());

test('our own orders are revealed as what they are, channels and strides included', async () => {
  const shape = shapeOf({ height: 6, width: 7, channelsIn: 2, channelsOut: 2, stride: [2, 1] });
  for (const subject of lastbitSubjects().filter(({ algorithm }) => algorithm === 'tree')) {
    const { groups, batchKeepsBits } = await revealSubject(subject, shape, { replays: 200 });
    expect([subject.id, groups.length, groups[0]?.outputs.length]).toEqual([subject.id, 1, 20]);
    expect(groups[0]!.revelation.explained).toBe(true);
    expect(batchKeepsBits).toBe(true);
  }
}, 60_000);

test('outputs with trees of their own are found and told apart', async () => {
  const subject = summing((products, output) => (output % 3 === 2 ? backward(products) : forward(products)));
  const { groups } = await revealSubject(subject, shapeOf({}), { replays: 200 });
  expect(groups.map(({ outputs }) => outputs)).toEqual([
    [0, 1, 3, 4, 6, 7],
    [2, 5, 8],
  ]);
  const families = groups.map(({ revelation }) => (revelation.explained ? revelation.family : 'not explained'));
  expect(families).toEqual(['sequential', 'reversed']);
});

test('terms on padding are left out, and what is left is named by its numbers', async () => {
  const subject = summing(forward);
  const { groups } = await revealSubject(subject, shapeOf({ padding: 'same' }), { replays: 200, output: 0 });
  const [{ terms, padded, revelation }] = groups as [(typeof groups)[number]];
  expect([[...terms], padded]).toEqual([[4, 5, 7, 8], 5]);
  expect(revelation.explained && printTree(revelation.accumulation.tree)).toBe('((0+1)+2)+3');
});

test('outputs on padding that do the same with fewer terms are one group with the whole windows', async () => {
  const shape = shapeOf({ padding: 'same' });
  const skipping = subjectOf((batch) => {
    const plan = planTerms(batch.shape);
    const { left, right } = gatherTerms(plan, batch);
    const outputs = Float32Array.from({ length: batch.count * plan.outputs }, (_, window) => {
      let sum = 0;
      for (let t = plan.terms - 1; t >= 0; t -= 1) {
        if (plan.image[(window % plan.outputs) * plan.terms + t]! < 0) continue;
        sum = Math.fround(sum + Math.fround(left[window * plan.terms + t]! * right[window * plan.terms + t]!));
      }
      return sum;
    });
    return { kind: 'value', format: 'binary32', outputs };
  });
  const { groups } = await revealSubject(skipping, shape, { replays: 200 });
  expect(groups.map(({ outputs, padded }) => [outputs.length, padded])).toEqual([[25, 0]]);
});

test('an arithmetic that depends on the batch is noticed', async () => {
  const subject = summing((products, _, count) => (count === 1 ? backward(products) : forward(products)));
  const { batchKeepsBits } = await revealSubject(subject, shapeOf({}), { replays: 200, output: 4 });
  expect(batchKeepsBits).toBe(false);
});

test('a Winograd transform is recognised', async () => {
  const f = Math.fround;
  const shape = shapeOf({ height: 1, width: 4, kernelHeight: 1, kernelWidth: 3 });
  const subject = subjectOf(({ images, kernels, count }) => {
    const outputs = new Float32Array(2 * count);
    for (let i = 0; i < count; i += 1) {
      const [a, b, c, d] = images.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
      const [x, y, z] = kernels.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
      const [plus, minus] = [f(f(f(x + y) + z) / 2), f(f(f(x - y) + z) / 2)];
      const [p, q, r, s] = [f(f(a - c) * x), f(f(b + c) * plus), f(f(c - b) * minus), f(f(b - d) * z)];
      outputs[2 * i] = f(f(p + q) + r);
      outputs[2 * i + 1] = f(f(q - r) - s);
    }
    return { kind: 'value', format: 'binary32', outputs };
  });
  const { groups } = await revealSubject(subject, shape, { replays: 200 });
  expect(groups.map(({ revelation }) => revelation)).toContainEqual(expect.objectContaining({ obstacle: 'transform' }));
  expect(groups.every(({ revelation }) => !revelation.explained)).toBe(true);
});

test('a subject that declines or crashes is reported in one line', async () => {
  const subject = subjectOf(() => ({ kind: 'declined', reason: 'stride 3 is not supported' }));
  const { groups } = await revealSubject(subject, shapeOf({}));
  expect(groups).toHaveLength(1);
  expect(groups[0]!.revelation).toMatchObject({ obstacle: 'engine', because: 'declined: stride 3 is not supported' });
});

test('a window of one term is revealed, and one without any is not', async () => {
  const sizes = { height: 1, width: 1, kernelHeight: 1, kernelWidth: 1, padding: [1, 1, 1, 1] as const };
  const revealed = async (shape: Partial<ConvShape>): Promise<unknown> => {
    const { groups } = await revealSubject(summing(forward), shapeOf({ ...sizes, ...shape }), { replays: 200 });
    return groups.map(({ outputs, revelation }) => [outputs.length, revelation.explained]);
  };
  expect(await revealed({})).toEqual([[9, true]]);
  expect(await revealed({ stride: [3, 3] })).toEqual([[1, false]]);
});

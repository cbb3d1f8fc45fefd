import { expect, test } from 'vitest';
import type { Batch } from '../conv/batch.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import type { Subject } from './engine.ts';
import { probeUnderflow } from './probe-underflow.ts';

const { fround } = Math;
const flushed = (x: number): number => (Math.abs(x) < 2 ** -126 ? 0 : x);
const kept = (x: number): number => x;

/** A sequential sum that flushes where it is told to. */
function subjectWith(input: typeof kept, product: typeof kept, sum: typeof kept): Subject {
  const evaluate = (batch: Batch): Float32Array => {
    const plan = planTerms(batch.shape);
    const { left, right } = gatherTerms(plan, batch);
    return Float32Array.from({ length: batch.count * plan.outputs }, (_, window) => {
      let total = 0;
      for (let t = window * plan.terms; t < (window + 1) * plan.terms; t++) {
        total = sum(fround(total + product(fround(input(left[t]!) * input(right[t]!)))));
      }
      return total;
    });
  };
  return {
    ...{ id: 'test/conv2d', engine: 'test', operation: 'conv2d', format: 'binary32', summation: 'unknown' },
    availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
    evaluate: async (batch) => ({ kind: 'value', format: 'binary32', outputs: evaluate(batch) }),
  };
}

test.each([
  ['keeps all', [kept, kept, kept], { products: false, sums: false, inputs: false }],
  ['flushes products', [kept, flushed, kept], { products: true, sums: false, inputs: false }],
  ['flushes sums', [kept, kept, flushed], { products: true, sums: true, inputs: false }],
  ['reads subnormal inputs as 0', [flushed, kept, kept], { products: false, sums: false, inputs: true }],
] as const)('a subject that %s', async (_, [input, product, sum], flush) => {
  expect((await probeUnderflow(subjectWith(input, product, sum))).flush).toEqual(flush);
});

test('zeros that occur in the normal range too are not underflow', async () => {
  const narrow = (x: number): number => (Math.abs(x) < 2 ** -24 ? 0 : x);
  const kind = { products: false, sums: false, inputs: false };
  expect((await probeUnderflow(subjectWith(kept, kept, narrow))).flush).toEqual(kind);
  expect((await probeUnderflow(subjectWith(() => 0, kept, kept))).flush).toEqual(kind);
});

test('a subject that declines, or computes in binary64, keeps subnormals', async () => {
  const plain = subjectWith(kept, kept, kept);
  const declining: Subject = { ...plain, evaluate: async () => ({ kind: 'declined', reason: 'no' }) };
  expect(await probeUnderflow(declining)).toMatchObject({ outputs: 0, flush: { sums: false } });
  expect(await probeUnderflow({ ...plain, format: 'binary64' })).toMatchObject({ outputs: 0 });
});

import { expect, test } from 'vitest';
import type { Batch } from '../../conv/batch.ts';
import { convShape } from '../../conv/shape-text.ts';
import { Batching, casesOf, outputsOf } from './batching.ts';
import type { Compute } from './library.ts';

const shape = convShape('1x1');
const batch = (count: number): Batch => ({
  shape,
  count,
  images: Float32Array.from({ length: count }, (_, index) => index),
  kernels: new Float32Array(count),
});

/** A computation that counts its cases and gives another number at one pixel. */
function counted(different?: number, value = -1): Compute & { cases: number } {
  const compute = Object.assign(
    ({ images, count }: Batch) => {
      compute.cases += count;
      return images.map((pixel) => (pixel === different ? value : pixel));
    },
    { cases: 0 },
  );
  return compute;
}

/** The outputs of cases that are computed in a common call and in single ones. */
function inBoth(count: number, single: Compute, together: Compute | undefined, batching = new Batching()) {
  return batching.compute('key', batch(count), casesOf(single), together);
}

test('after 256 cases that agree, calls of that size are no longer checked; larger ones are', () => {
  const [batching, single, together] = [new Batching(), counted(), counted()];
  for (const [count, checked] of [
    [100, 100],
    [100, 200],
    [100, 300],
    [100, 300],
    [1000, 556],
    [1000, 556],
  ] as const) {
    expect(inBoth(count, single, together, batching)).toEqual({ outputs: batch(count).images, batched: true });
    expect(single.cases).toBe(checked);
  }
  expect(together.cases).toBe(2400);
  batching.compute('other key', batch(16), casesOf(single), together);
  expect(single.cases).toBe(572);
});

test('after one different bit among the first 256 cases the shape stays with single calls', () => {
  const [batching, single, together] = [new Batching(), counted(), counted(255)];
  for (let round = 0; round < 2; round++) {
    expect(inBoth(1000, single, together, batching)).toEqual({ outputs: batch(1000).images, batched: false });
  }
  expect(together.cases).toBe(1000);
});

test('of an operation on single outputs the ends of a batch are compared, also of a single case', () => {
  const outputs = Float32Array.from({ length: 64 }, (_, index) => index);
  for (const count of [1, 4, 64]) {
    for (const different of [undefined, 0, 63]) {
      let calls = 0;
      const single = (_: Batch, from: number, to: number): Float32Array => {
        calls += to - from;
        return outputs.slice(from, to);
      };
      const together = () => outputs.map((output) => (output === different ? -1 : output));
      const computed = new Batching().compute('key', batch(count), single, together, 64 / count);
      expect(computed).toEqual({ outputs, batched: different === undefined });
      if (different === undefined) expect(calls).toBe(16);
    }
  }
});

test('a window is cut out for every call, whichever calls of a batch are made', () => {
  const row = { ...convShape('1x3*1x2'), channelsOut: 1 };
  const cases = {
    shape: row,
    count: 2,
    images: Float32Array.of(1, 2, 3, 4, 5, 6),
    kernels: Float32Array.of(1, 10, 2, 20),
  };
  const calls = outputsOf(
    (length) => new Float32Array(length),
    (left, right) => left[0]! * right[0]! + left[1]! * right[1]!,
  );
  expect([...calls(cases, 0, 4)]).toEqual([21, 32, 108, 130]);
  expect([...calls(cases, 1, 3)]).toEqual([32, 108]);
  expect([...calls(cases, 3, 4)]).toEqual([130]);
});

test('−0 is not +0, NaN is NaN', () => {
  expect(inBoth(16, counted(0), counted(0, -0)).batched).toBe(false);
  expect(inBoth(16, counted(1, Number.NaN), counted(1, Number.NaN)).batched).toBe(true);
});

test('few cases are single calls, and so is an operation without a call for many', () => {
  const together = counted();
  expect(inBoth(15, counted(), together)).toEqual({ outputs: batch(15).images });
  expect(inBoth(99, counted(), undefined)).toEqual({ outputs: batch(99).images });
  expect(together.cases).toBe(0);
});

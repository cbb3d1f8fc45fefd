import { expect, test } from 'vitest';
import type { Batch } from '../../conv/batch.ts';
import { convShape } from '../../conv/shape-text.ts';
import { Batching } from './batching.ts';
import type { Compute } from './library.ts';

const batch = (count: number): Batch => ({
  shape: convShape('1x1'),
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
    expect(batching.compute('key', batch(count), single, together)).toEqual({
      outputs: batch(count).images,
      batched: true,
    });
    expect(single.cases).toBe(checked);
  }
  expect(together.cases).toBe(2400);
  batching.compute('other key', batch(16), single, together);
  expect(single.cases).toBe(572);
});

test('after one different bit among the first 256 cases the shape stays with single calls', () => {
  const [batching, single, together] = [new Batching(), counted(), counted(255)];
  for (let round = 0; round < 2; round++) {
    expect(batching.compute('key', batch(1000), single, together)).toEqual({
      outputs: batch(1000).images,
      batched: false,
    });
  }
  expect(together.cases).toBe(1000);
});

test('of an operation on single outputs the ends of a batch are compared', () => {
  const [single, together] = [counted(), counted()];
  expect(new Batching().compute('key', batch(4), single, together, 16).batched).toBe(true);
  expect(single.cases).toBe(2);
  for (const different of [0, 3]) {
    const { outputs, batched } = new Batching().compute('key', batch(4), single, counted(different), 16);
    expect([outputs, batched]).toEqual([batch(4).images, false]);
  }
});

test('−0 is not +0, NaN is NaN', () => {
  expect(new Batching().compute('key', batch(16), counted(0), counted(0, -0)).batched).toBe(false);
  expect(new Batching().compute('key', batch(16), counted(1, Number.NaN), counted(1, Number.NaN)).batched).toBe(true);
});

test('few cases are single calls, and so is an operation without a call for many', () => {
  const together = counted();
  expect(new Batching().compute('key', batch(15), counted(), together)).toEqual({ outputs: batch(15).images });
  expect(new Batching().compute('key', batch(99), counted(), undefined)).toEqual({ outputs: batch(99).images });
  expect(together.cases).toBe(0);
});

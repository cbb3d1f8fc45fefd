import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import { firstOutside } from '../float/narrow-numbers.ts';
import { distributions } from './distributions.ts';
import { batchIn } from './narrow-batch.ts';
import { narrowDistributions } from './narrow-distributions.ts';
import { randomOf } from './random.ts';
import { randomBatch } from './random-batch.ts';

const shape = convShape('5x5x2*3x3x2');

test.each(['binary16', 'bfloat16'] as const)('batches of %s have its numbers, and always the same', (name) => {
  const seen = new Set<string>();
  for (let round = 0; round < 40; round++) {
    const rng = randomOf(round);
    const batch = randomBatch(rng, distributions[round % distributions.length]!, shape, 3);
    const narrow = batchIn(name, batch);
    expect([narrow.images, narrow.kernels].map((numbers) => firstOutside(numbers, name))).toEqual([-1, -1]);
    expect(batchIn(name, { ...batch })).toEqual(narrow);
    seen.add(narrow.distribution!);
  }
  for (const { name: one } of narrowDistributions(name)) expect(seen).toContain(one);
  expect(batchIn('binary32', { shape, count: 0, images: new Float32Array(), kernels: new Float32Array() }).count).toBe(
    0,
  );
});

test('the distributions of binary16 reach ties, subnormal numbers and overflow', () => {
  const reach = (suffix: string): { readonly sums: number[]; readonly numbers: number[] } => {
    const sums: number[] = [];
    const numbers: number[] = [];
    for (let seed = 0; seed < 50; seed++) {
      const one = narrowDistributions('binary16').find(({ name }) => name.endsWith(suffix))!;
      const { images, kernels } = randomBatch(randomOf(seed), one, convShape('3x3*3x3'), 1);
      sums.push(images.reduce((sum, x, t) => sum + x * kernels[t]!, 0));
      numbers.push(...images);
    }
    return { sums, numbers };
  };
  expect(reach('overflow').sums.filter((sum) => Math.abs(sum) > 65504).length).toBeGreaterThan(5);
  expect(reach('overflow').sums.filter((sum) => Math.abs(sum) < 65504).length).toBeGreaterThan(5);
  expect(reach('subnormals').numbers.filter((x) => x !== 0 && Math.abs(x) < 2 ** -14).length).toBeGreaterThan(100);
  expect(reach('underflow').sums.every((sum) => Math.abs(sum) < 2 ** -9)).toBe(true);
  expect(reach('integers').sums.every((sum) => Number.isInteger(sum) && Math.abs(sum) <= 2048)).toBe(true);
});

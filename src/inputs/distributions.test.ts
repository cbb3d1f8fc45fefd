import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../conv/batch.ts';
import type { ConvShape } from '../conv/shape.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import { dotError64, exactDot64 } from '../float/exact-dot.ts';
import { algorithms } from '../sums/algorithms.ts';
import { height } from '../sums/tree-measures.ts';
import type { Distribution } from './distribution.ts';
import { illConditionedDistribution } from './distributions/ill-conditioned.ts';
import { distributions, randomDistribution, replayDistributions } from './distributions.ts';
import { randomOf } from './random.ts';
import { randomBatch } from './random-batch.ts';
import { randomShape } from './random-shape.ts';
import { type RangeClass, rangeClasses } from './range-class.ts';
import { exponentOf, significantBits } from './simplicity.ts';

const window = (rows: number, columns: number, channelsIn = 1): ConvShape => ({
  batch: 1,
  height: rows,
  width: columns,
  channelsIn,
  channelsOut: 1,
  kernelHeight: rows,
  kernelWidth: columns,
  stride: [1, 1],
  dilation: [1, 1],
  padding: 'valid',
});
const named = (name: string) => distributions.find((distribution) => distribution.name === name)!;
const draw = (name: string, count: number, shape = window(5, 5)): Batch =>
  randomBatch(randomOf(2018), named(name), shape, count);
const numbers = (batch: Batch): number[] => [...batch.images, ...batch.kernels];
/** The numbers of each case's image, or kernel. */
const parts = (all: Float32Array, count: number): number[][] =>
  Array.from({ length: count }, (_, i) => [...all.subarray((i * all.length) / count, ((i + 1) * all.length) / count)]);

test('the shares add up to 1 and distributions are drawn accordingly', () => {
  expect(distributions.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(new Set(distributions.map(({ name }) => name)).size).toBe(distributions.length);
  const rng = randomOf(3);
  const drawn = Array.from({ length: 20_000 }, () => randomDistribution(rng).name);
  for (const { name, share } of distributions) {
    expect(Math.abs(drawn.filter((other) => other === name).length / drawn.length - share)).toBeLessThan(0.01);
  }
});

describe.each([...new Set([...distributions, ...replayDistributions])])('$name', (distribution) => {
  test('writes every number of every shape, binary32 and finite (but for specials), the same for the same seed', () => {
    const shapes = randomOf(distribution.name.length);
    for (let i = 0; i < 60; i++) {
      const shape = randomShape(shapes);
      const blank = randomBatch(randomOf(i), distribution, shape, 3);
      const into = {
        ...blank,
        images: blank.images.slice().fill(Number.NaN),
        kernels: blank.kernels.slice().fill(Number.NaN),
      };
      const again = randomBatch(randomOf(i), distribution, shape, 3, into);
      for (const name of ['images', 'kernels'] as const) {
        expect(again[name].every((x, j) => Object.is(x, blank[name][j]))).toBe(true);
        if (!['specials', 'special-pairs'].includes(distribution.name))
          expect(again[name].every(Number.isFinite)).toBe(true);
      }
    }
  });

  test('leaves the range of binary32 as often as it says', () => {
    const rng = randomOf(11);
    const seen: Record<RangeClass, number> = { normal: 0, underflow: 0, overflow: 0, special: 0 };
    for (let i = 0; i < 100; i++)
      for (const found of rangeClasses(randomBatch(rng, distribution, randomShape(rng), 5))) seen[found] += 1 / 500;
    const [least, most] = {
      underflow: [0.9, 1],
      subnormals: [0.5, 1],
      'sparse-kernels': [0.15, 0.3],
      'signed-zeros': [0, 0],
      growing: [0, 0],
      'wide-cancelling-pairs': [0.1, 0.3],
      'special-pairs': [0.2, 0.4],
    }[distribution.name] ?? [0, 0];
    const overflow = { overflow: [0.85, 1], specials: [0, 0.15], 'special-pairs': [0.05, 0.2] }[distribution.name] ?? [
      0, 0,
    ];
    expect(seen.overflow, JSON.stringify(seen)).toBeGreaterThanOrEqual(overflow[0]!);
    expect(seen.overflow, JSON.stringify(seen)).toBeLessThanOrEqual(overflow[1]! + 1e-9);
    expect(seen.underflow, JSON.stringify(seen)).toBeGreaterThanOrEqual(least!);
    expect(seen.underflow, JSON.stringify(seen)).toBeLessThanOrEqual(most! + 1e-9);
    if (distribution.name === 'specials') expect(seen.special).toBeGreaterThan(0.5);
    else if (distribution.name === 'special-pairs') expect(seen.special).toBeGreaterThan(0.15);
    else expect(seen.special).toBe(0);
  });
});

test('typical: kernels of width 1 / √n', () => {
  const { images, kernels } = draw('typical', 200);
  const width = (all: Float32Array): number => Math.sqrt(all.reduce((sum, x) => sum + x * x, 0) / all.length);
  expect(width(images)).toBeCloseTo(Math.sqrt(1 / 6), 1);
  expect(width(kernels) / width(images)).toBeCloseTo(1 / 5, 1);
});

test('one binade, neighbouring binades: as many exponents as they say, every one of them', () => {
  const widest = (name: string): number[] =>
    parts(draw(name, 300).images, 300).map(
      (image) => Math.max(...image.map(exponentOf)) - Math.min(...image.map(exponentOf)) + 1,
    );
  expect(new Set(widest('one-binade'))).toEqual(new Set([1]));
  expect(Math.max(...widest('neighbouring-binades'))).toBe(4);
  expect(Math.min(...widest('neighbouring-binades'))).toBe(2);
  expect(Math.max(...widest('log-uniform'))).toBeGreaterThan(90);
});

test('few bits: at most thirteen, often one', () => {
  const bits = numbers(draw('few-bits', 300)).map(significantBits);
  expect(Math.max(...bits)).toBe(13);
  expect(bits.filter((count) => count === 1).length).toBeGreaterThan(500);
});

test('powers of two: a third each of 2^k, one ulp above, one below', () => {
  const all = numbers(draw('powers-of-two', 200)).map(Math.abs);
  const ratio = (x: number): number => x / 2 ** Math.round(Math.log2(x));
  const share = (wanted: number): number => all.filter((x) => ratio(x) === wanted).length / all.length;
  for (const wanted of [1, 1 + 2 ** -23, 1 - 2 ** -24]) expect(share(wanted)).toBeGreaterThan(0.3);
  expect(share(1) + share(1 + 2 ** -23) + share(1 - 2 ** -24)).toBe(1);
});

test('halfway products: every product of every window is half way between two numbers', () => {
  for (const shape of [window(5, 5), { ...window(5, 5), kernelHeight: 3, channelsOut: 2, stride: [2, 1] as const }]) {
    const batch = draw('halfway-products', 200, shape);
    const { left, right } = gatherTerms(planTerms(shape), batch);
    for (let t = 0; t < left.length; t++) {
      const product = Math.abs(left[t]! * right[t]!);
      const unit = 2 ** (exponentOf(Math.fround(product * (1 - 2 ** -25))) - 24);
      expect((product / unit) % 2).toBe(1);
    }
  }
});

test('halfway sums: in sequence from the large term on, most additions are ties', () => {
  const batch = draw('halfway-sums', 500);
  const { left, right } = gatherTerms(planTerms(batch.shape), batch);
  let ties = 0;
  let additions = 0;
  for (let i = 0; i < 500; i++) {
    let sum = 0;
    for (let t = 0; t < 25; t++) {
      const exact = sum + left[i * 25 + t]! * right[i * 25 + t]!;
      const rounded = Math.fround(exact);
      if (Math.abs(rounded) > 0 && Math.abs(exact - rounded) === 2 ** (exponentOf(rounded) - 24)) ties++;
      if (t > 0) additions++;
      sum = rounded;
    }
  }
  expect(ties / additions).toBeGreaterThan(0.4);
});

const conditions = (batch: Batch, n: number): number[] => {
  const { left, right } = gatherTerms(planTerms(batch.shape), batch);
  return Array.from({ length: batch.count }, (_, i) => {
    let absolute = 0;
    for (let t = i * n; t < (i + 1) * n; t++) absolute += Math.abs(left[t]! * right[t]!);
    return (2 * absolute) / Math.abs(exactDot64(left, right, i * n, n));
  });
};

test.each([1e2, 1e5, 1e9, 1e14, 1e20])(
  'ill-conditioned: a condition number of %f is met within a factor of 30 by 9 of 10 cases',
  (wanted) => {
    const batch = randomBatch(randomOf(5), illConditionedDistribution(wanted), window(5, 5), 400);
    const near = conditions(batch, 25).filter((found) => found > wanted / 30 && found < wanted * 30).length;
    expect(near).toBeGreaterThan(360);
  },
);

test('cancelling pairs: the sum is far smaller than its terms', () => {
  const found = conditions(draw('cancelling-pairs', 400), 25).sort((a, b) => a - b);
  expect(found[200]).toBeGreaterThan(50);
});

test('one large: one product at least 2^3 above all others', () => {
  const batch = draw('one-large', 300);
  const { left, right } = gatherTerms(planTerms(batch.shape), batch);
  for (let i = 0; i < 300; i++) {
    const sizes = Array.from({ length: 25 }, (_, t) => Math.abs(left[i * 25 + t]! * right[i * 25 + t]!)).sort(
      (a, b) => b - a,
    );
    expect(sizes[0]! / sizes[1]!).toBeGreaterThan(2 ** 2);
  }
});

test('growing: exponents of the taps run one way', () => {
  for (const kernel of parts(draw('growing', 300).kernels, 300)) {
    const exponents = kernel.map(exponentOf);
    const ordered = [...exponents].sort((a, b) => a - b);
    expect([ordered.join(), [...ordered].reverse().join()]).toContain(exponents.join());
    expect(ordered[24]! - ordered[0]!).toBeGreaterThan(1);
  }
});

test('pixels have eight bits, integers are small, grids are exact in every order', () => {
  for (const image of parts(draw('pixels-and-weights', 100).images, 100)) {
    const whole = image.every(Number.isInteger) ? image : image.map((x) => Math.round(x * 255));
    expect(whole.every((x, i) => x >= 0 && x <= 255 && (x === image[i] || Math.fround(x / 255) === image[i]))).toBe(
      true,
    );
  }
  const integers = numbers(draw('small-integers', 200));
  expect(integers.every((x) => Number.isInteger(x) && Math.abs(x) <= 32)).toBe(true);
  expect(Math.max(...integers)).toBe(32);
  const grids = draw('exact-grids', 300, window(7, 7, 9));
  const { left, right } = gatherTerms(planTerms(grids.shape), grids);
  for (let i = 0; i < 300; i++) {
    let up = 0;
    let down = 0;
    for (let t = 0; t < 441; t++) up = Math.fround(up + left[i * 441 + t]! * right[i * 441 + t]!);
    for (let t = 440; t >= 0; t--) down = Math.fround(down + left[i * 441 + t]! * right[i * 441 + t]!);
    expect(up).toBe(down);
    expect(up).toBe(exactDot64(left, right, i * 441, 441));
  }
});

test('sparse kernels have one to three taps for each channel out; subnormals and signed zeros are such', () => {
  const shape = { ...window(3, 3, 2), channelsOut: 3 };
  for (const kernel of parts(draw('sparse-kernels', 200, shape).kernels, 200)) {
    for (const channel of [0, 1, 2]) {
      const taps = kernel.filter((x, j) => j % 3 === channel && x !== 0).length;
      expect(taps).toBeGreaterThan(0);
      expect(taps).toBeLessThan(4);
    }
  }
  const { images, kernels } = draw('subnormals', 200);
  const tiny = (x: number): boolean => Math.abs(x) < 2 ** -126 && x !== 0;
  parts(images, 200).forEach((image, i) => {
    const kernel = parts(kernels, 200)[i]!;
    expect(image.every(tiny) !== kernel.every(tiny)).toBe(true);
  });
  const zeros = numbers(draw('signed-zeros', 200));
  expect(zeros.filter((x) => Object.is(x, -0)).length / zeros.length).toBeCloseTo(3 / 8, 1);
  expect(zeros.filter((x) => Object.is(x, 0)).length / zeros.length).toBeCloseTo(2 / 8, 1);
});

const treesOfOneArithmetic = algorithms.filter(
  ({ arithmetic }) => arithmetic === 'rounded-products' || arithmetic === 'fused',
);
const attaining = treesOfOneArithmetic.filter(({ name }) => !/column|rows/.test(name)).map(({ name }) => name);

test.each(attaining)('witnesses reach 0.99 of H·u·P for lastbit/%s, and no more than H·u·P', (name) => {
  const order = algorithms.find((other) => other.name === name && other.format === 'binary32')!;
  for (const n of [2, 3, 9, 25, 121]) {
    const batch = draw('witnesses', 800, window(1, n));
    const { left, right } = gatherTerms(planTerms(batch.shape), batch);
    const out = new Float32Array(batch.count);
    order.evaluate(left, right, n, batch.count, out);
    const roundings = height(order.tree(n)!) + 1;
    let best = 0;
    for (let i = 0; i < batch.count; i++) {
      let absolute = 0;
      for (let t = i * n; t < (i + 1) * n; t++) absolute += Math.abs(left[t]! * right[t]!);
      best = Math.max(best, Math.abs(dotError64(left, right, i * n, n, out[i]!)) / absolute);
    }
    expect(best / (roundings * 2 ** -24), `n = ${n}`).toBeGreaterThan(0.99);
    expect(best / (roundings * 2 ** -24), `n = ${n}`).toBeLessThanOrEqual(1);
  }
});

test('the distribution that CONTRIBUTING.md adds fills every number as it says', async () => {
  const text = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
  const code = text.slice(text.indexOf('## Add a distribution')).match(/```ts\n([\s\S]*?)```/)?.[1] ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-'));
  try {
    const file = join(folder, 'thirds.ts');
    writeFileSync(file, code.replaceAll("'../", `'${new URL('.', import.meta.url).pathname}`));
    const { thirds } = (await import(file)) as { thirds: Distribution };
    for (const x of numbers(randomBatch(randomOf(1), thirds, window(2, 3), 4)))
      expect(Math.fround(Math.round(3 * x) / 3)).toBe(x);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

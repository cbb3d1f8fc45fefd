import { expect, test } from 'vitest';
import { dotDistributions } from '../float/dot-distributions.test-support.ts';
import { testRandom } from '../float/random.test-support.ts';
import { uniformAccumulation } from './accumulation.ts';
import { compile } from './program.ts';
import { randomAccumulation, randomChains, randomTree } from './random-tree.test-support.ts';
import { runProgram } from './run-program.ts';
import { sequentialTree } from './schemes.ts';
import { slowAccumulation } from './slow-accumulation.test-support.ts';
import { printTree } from './tree-text.ts';

const schemes = Object.entries(dotDistributions).filter(([name]) => name !== 'any magnitude');

/** Products and sums on both sides of the smallest normal binary32 number, and zeros of either sign. */
const nearUnderflow: (typeof schemes)[number] = [
  'near underflow',
  (random, left, right, n) => {
    for (let t = 0; t < n; t++) {
      left[t] =
        random.integer(5) === 0 ? (random.integer(2) ? 0 : -0) : random.binary32(-128, -125, 1 + random.integer(24));
      right[t] = random.binary32(-2, 1, 1 + random.integer(24));
    }
  },
];

test('a compiled program computes its accumulation, bit for bit, on any tree and mixture of arithmetics', () => {
  const random = testRandom(11);
  for (let i = 0; i < 1500; i++) {
    const n = 1 + random.integer(12);
    const tree = i % 3 === 0 ? randomChains(random, n) : randomTree(random, n, i % 3 === 1 ? 2 : 4);
    const accumulation = randomAccumulation(random, tree, n);
    const count = 1 + random.integer(9);
    const [left, right] = [new Float32Array(n * count), new Float32Array(n * count)];
    const [scheme, fill] = i % 4 === 0 ? nearUnderflow : schemes[i % schemes.length]!;
    for (let w = 0; w < count; w++)
      fill(random, left.subarray(w * n, (w + 1) * n), right.subarray(w * n, (w + 1) * n), n);
    const out = new Float64Array(count);
    runProgram(compile(accumulation), left, right, n, count, out);
    for (let w = 0; w < count; w++) {
      const [x, y] = [left.subarray(w * n, (w + 1) * n), right.subarray(w * n, (w + 1) * n)];
      const expected = slowAccumulation(accumulation, x, y);
      const { products, nodes, start, bias, flush, result } = accumulation;
      const what = JSON.stringify({
        scheme,
        tree: printTree(tree),
        products,
        nodes,
        start,
        bias,
        flush,
        result,
        x: [...x],
        y: [...y],
      });
      if (!Object.is(out[w], expected)) expect(out[w], what).toBe(expected);
    }
  }
});

test('the least residue of a product is flushed if it is tiny, however large the factors are', () => {
  const flush = { inputs: true, products: true, sums: true };
  const accumulation = { ...uniformAccumulation(sequentialTree(2), 'fused'), flush };
  const flushed = [36, 37, 38, 39, 40, 41, 42].map((k) => {
    const x = (1 + 2 ** -23) * 2 ** -k;
    // x² − RN(x²) = 2^(−46−2k).
    const left = Float32Array.of(-Math.fround(x * x) * 2 ** k, x);
    const right = Float32Array.of(2 ** -k, x);
    const out = new Float32Array(1);
    runProgram(compile(accumulation), left, right, 2, 1, out);
    expect(out[0]).toBe(slowAccumulation(accumulation, left, right));
    return out[0] === 0;
  });
  expect(flushed).toEqual([false, false, false, false, false, true, true]);
});

test('a sequential sum of any length is one instruction, and windows in several blocks are right', () => {
  const n = 1000;
  const program = compile(uniformAccumulation(sequentialTree(n), 'rounded-products'));
  expect(program.code.length).toBe(8);
  expect(program.registers).toBe(1);
  const random = testRandom(12);
  const count = 21;
  const left = Float32Array.from({ length: n * count }, () => random.binary32(-3, 3));
  const right = Float32Array.from({ length: n * count }, () => random.binary32(-3, 3));
  const out = new Float32Array(count);
  runProgram(program, left, right, n, count, out);
  for (let w = 0; w < count; w++) {
    let sum = 0;
    for (let t = w * n; t < (w + 1) * n; t++) sum = Math.fround(sum + Math.fround(left[t]! * right[t]!));
    expect(out[w]).toBe(sum);
  }
});

test('a tree as high as a long sum is compiled without recursion', () => {
  const n = 100_000;
  const program = compile(uniformAccumulation(sequentialTree(n), 'binary64'));
  const out = new Float64Array(1);
  runProgram(program, new Float32Array(n).fill(1), new Float32Array(n).fill(3), n, 1, out);
  expect(out[0]).toBe(3 * n);
});

test('windows of the wrong length are refused', () => {
  const program = compile(uniformAccumulation(sequentialTree(3), 'fused'));
  expect(() => runProgram(program, new Float32Array(8), new Float32Array(8), 4, 2, new Float32Array(2))).toThrow(
    RangeError,
  );
});

test('programs compute with NaN and infinities as IEEE 754 says', () => {
  const left = Float32Array.of(
    1,
    Number.POSITIVE_INFINITY,
    2,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  );
  for (const arithmetic of ['rounded-products', 'fused', 'wide', 'binary64', 'two-roundings'] as const) {
    const out = new Float64Array(3);
    runProgram(
      compile(uniformAccumulation(sequentialTree(2), arithmetic)),
      left,
      new Float32Array(6).fill(1),
      2,
      3,
      out,
    );
    expect([...out]).toEqual([Number.POSITIVE_INFINITY, Number.NaN, Number.NaN]);
  }
});

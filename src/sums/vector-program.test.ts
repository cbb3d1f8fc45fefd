import { expect, test } from 'vitest';
import { dotDistributions } from '../float/dot-distributions.test-support.ts';
import { testRandom } from '../float/random.test-support.ts';
import { uniformAccumulation } from './accumulation.ts';
import { compile } from './program.ts';
import { randomAccumulation, randomChains, randomTree } from './random-tree.test-support.ts';
import { runProgram } from './run-program.ts';
import { sequentialTree } from './schemes.ts';
import { vectorProgram } from './vector-program.ts';

const schemes = Object.values(dotDistributions);

test('WebAssembly gives the bits of the plain code, on any tree and mixture of arithmetics', () => {
  const random = testRandom(21);
  let [made, flushed] = [0, 0];
  for (let i = 0; i < 120; i++) {
    const n = 1 + random.integer(i % 10 === 0 ? 70 : 13);
    const tree = i % 2 === 0 ? randomChains(random, n) : randomTree(random, n, 2);
    const program = compile(randomAccumulation(random, tree, n));
    const vector = vectorProgram(program);
    if (vector === undefined) continue;
    made++;
    // Below 16 windows, runProgram does without it.
    const count = Math.min(vector.windows, 1 + random.integer(15));
    const [left, right] = [new Float32Array(n * count), new Float32Array(n * count)];
    for (let w = 0; w < count; w++)
      schemes[(i + w) % schemes.length]!(
        random,
        left.subarray(w * n, (w + 1) * n),
        right.subarray(w * n, (w + 1) * n),
        n,
      );
    if (i % 7 === 0) left[random.integer(left.length)] = [Number.NaN, Number.NEGATIVE_INFINITY, -0][i % 3]!;
    const [plain, own] = [new Float64Array(count), new Float64Array(count).fill(7)];
    runProgram(program, left, right, n, count, plain);
    if (vector.run(left, right, 0, count, own)) expect(own).toEqual(plain);
    else flushed++;
  }
  expect(made).toBeGreaterThan(80);
  expect(flushed).toBeGreaterThan(1);
});

test('a sum half way between two binary32 numbers is rounded once, and so is a subnormal one', () => {
  const fused = vectorProgram(compile(uniformAccumulation(sequentialTree(2), 'fused')))!;
  // 2^33 + 1 = 1397419 · 6147. The last bit of the product is lost in binary64, which leaves the middle.
  const sums = [1, 2 ** -127].map((first) => {
    const middle = first === 1 ? 2 ** -57 : 2 ** -93;
    const scale = first === 1 ? 1 : 2 ** -90;
    // Windows of zeros would be added with care, and all four with them.
    const four = (...window: number[]): Float32Array => Float32Array.from([0, 1, 2, 3].flatMap(() => window));
    const out = new Float64Array(4);
    expect(fused.run(four(first / scale, 1397419 * middle), four(scale, 6147 * scale), 0, 4, out)).toBe(true);
    return [...new Set(out)];
  });
  expect(sums).toEqual([[1 + 2 ** -23], [2 ** -127 + 2 ** -149]]);
});

test('small factors of a subject that flushes are left to the plain code, and zeros are not', () => {
  const flush = { inputs: false, products: true, sums: true };
  const program = compile({ ...uniformAccumulation(sequentialTree(2), 'rounded-products'), flush });
  const vector = vectorProgram(program)!;
  const isRun = (x: number): boolean =>
    vector.run(Float32Array.of(1, x), Float32Array.of(1, 1), 0, 1, new Float32Array(1));
  expect([1, -(2 ** -38), 0, -0, Number.NaN].map(isRun)).toEqual([true, true, true, true, true]);
  expect([2 ** -39, -(2 ** -39), 2 ** -149].map(isRun)).toEqual([false, false, false]);
  const small = new Float32Array(64).fill(2 ** -64);
  const large = new Float32Array(64).fill(1);
  const out = new Float32Array(32);
  for (let calls = 0; calls < 2 ** 12; calls++) runProgram(program, small, small, 2, 32, out);
  expect([...new Set(out)]).toEqual([0]);
  runProgram(program, large, large, 2, 32, out);
  expect([...new Set(out)]).toEqual([2]);
});

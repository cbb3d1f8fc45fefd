import { expect, test } from 'vitest';
import { dotDistributions } from '../float/dot-distributions.test-support.ts';
import { extended } from '../float/format.ts';
import { testRandom } from '../float/random.test-support.ts';
import type { Accumulation } from './accumulation.ts';
import { compile } from './program.ts';
import { randomAccumulation, randomChains, randomTree, randomUnusualAccumulation } from './random-tree.test-support.ts';
import { exactEvaluator } from './run-exactly.ts';
import { runProgram } from './run-program.ts';
import { slowAccumulation } from './slow-accumulation.test-support.ts';
import { printTree } from './tree-text.ts';

type Fill = (typeof dotDistributions)[keyof typeof dotDistributions];

/** Few bits and few exponents, so that ties, zeros and numbers at the ends of narrow formats are frequent. */
const coarse: Fill = (random, left, right, n) => {
  const exponent = [0, -7, 6, -62][random.integer(4)]!;
  for (let t = 0; t < n; t += 1) {
    left[t] =
      random.integer(4) === 0
        ? 0 * random.binary32(0, 1, 1)
        : random.binary32(exponent - 2, exponent + 2, 1 + random.integer(13));
    right[t] = random.binary32(exponent - 1, exponent + 1, 1 + random.integer(13));
  }
};
const schemes: readonly (readonly [string, Fill])[] = [
  ...Object.entries(dotDistributions).filter(([name]) => name !== 'any magnitude'),
  ...[1, 2, 3, 4].map(() => ['coarse', coarse] as const),
];

test('any accumulation is evaluated as its definition says, bit for bit, on any tree', () => {
  const random = testRandom(12);
  for (let i = 0; i < 4000; i += 1) {
    const n = 1 + random.integer(9);
    const tree = i % 3 === 0 ? randomChains(random, n) : randomTree(random, n, i % 3 === 1 ? 2 : 4);
    const accumulation = randomUnusualAccumulation(random, tree, n);
    const [left, right] = [new Float32Array(n), new Float32Array(n)];
    const [scheme, fill] = schemes[i % schemes.length]!;
    fill(random, left, right, n);
    const out = new Float64Array(1);
    exactEvaluator(accumulation)(left, right, n, 1, out);
    const expected = slowAccumulation(accumulation, left, right);
    const what = { scheme, ...accumulation, tree: printTree(tree), left: [...left], right: [...right] };
    if (!Object.is(out[0], expected)) expect(out[0], JSON.stringify(what)).toBe(expected);
  }
});

test('sums in 64 bits of numbers of any size, where three and more parts of an exact sum matter', () => {
  const random = testRandom(15);
  for (let i = 0; i < 3000; i += 1) {
    const n = 3 + random.integer(8);
    const tree = i % 2 === 0 ? randomChains(random, n) : randomTree(random, n, 4);
    const plain = randomAccumulation(random, tree, n);
    const accumulation: Accumulation = {
      ...plain,
      nodes: plain.nodes.map(() => ({ to: extended })),
      result: 'binary64',
    };
    const draw = (): number => random.binary32(-30, 30, 1 + random.integer(24));
    const [left, right] = [Float32Array.from({ length: n }, draw), Float32Array.from({ length: n }, draw)];
    for (let t = 1; t < n; t += 2) if (random.integer(2) === 0) left[t] = -left[t - 1]! * (right[t - 1]! / right[t]!);
    const out = new Float64Array(1);
    exactEvaluator(accumulation)(left, right, n, 1, out);
    expect(out[0]).toBe(slowAccumulation(accumulation, left, right));
  }
});

test('a plain accumulation gives what its program gives, also for infinities and NaN', () => {
  const random = testRandom(13);
  for (let i = 0; i < 1000; i += 1) {
    const n = 1 + random.integer(9);
    const accumulation = randomAccumulation(random, randomTree(random, n, 3), n);
    const [left, right] = [new Float32Array(n), new Float32Array(n)];
    schemes[i % schemes.length]![1](random, left, right, n);
    if (i % 3 === 0) left[random.integer(n)] = [Infinity, -Infinity, NaN][random.integer(3)]!;
    const [out, expected] = [new Float64Array(1), new Float64Array(1)];
    exactEvaluator(accumulation)(left, right, n, 1, out);
    runProgram(compile(accumulation), left, right, n, 1, expected);
    if (!Object.is(out[0], expected[0])) expect(out[0], JSON.stringify(accumulation)).toBe(expected[0]);
  }
});

test('compiling refuses accumulations that programs cannot compute', () => {
  const random = testRandom(14);
  const plain = randomAccumulation(random, randomTree(random, 3), 3);
  for (const unusual of [
    { rounding: 'up' },
    { start: 'negative-zero' },
    { bias: { value: 1, enters: 'end' } },
    { nodes: [{ guardBits: 2, end: 'toward-zero' }, 'binary32'] },
  ] satisfies Partial<Accumulation>[])
    expect(() => compile({ ...plain, ...unusual })).toThrow(RangeError);
});

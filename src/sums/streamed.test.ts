import { expect, test } from 'vitest';
import { testRandom } from '../float/random.test-support.ts';
import { uniformAccumulation } from './accumulation.ts';
import { algorithms } from './algorithms.ts';
import { ExactProducts } from './exact-products.ts';
import { compile } from './program.ts';
import { runProgram } from './run-program.ts';

const trees = algorithms.filter(({ summation }) => summation === 'tree');

/** Numbers whose sums round, zeros of both signs, and some that overflow or are not finite. */
function numbers(n: number): readonly [Float32Array, Float32Array] {
  const random = testRandom(n);
  const draw = (): number => {
    const kind = random.integer(40);
    if (kind < 3) return kind === 0 ? 0 : -0;
    if (kind === 3 && n % 7 === 0) return random.integer(2) === 0 ? Number.POSITIVE_INFINITY : 3e38;
    return random.binary32(-3, 3);
  };
  return [Float32Array.from({ length: n }, draw), Float32Array.from({ length: n }, draw)];
}

const windows = [
  ...Array.from({ length: 140 }, (_, i) => ({ rows: 1, columns: i + 1, channels: 1 })),
  ...[
    [3, 5, 4],
    [7, 7, 16],
    [2, 3, 43],
    [1, 1025, 1],
    [1, 8203, 1],
    [3, 3, 171],
  ].map(([rows, columns, channels]) => ({ rows: rows!, columns: columns!, channels: channels! })),
];

test('long sums are streamed with the bits of their trees, in every order and arithmetic', () => {
  expect(trees.every(({ streamed }) => streamed !== undefined)).toBe(true);
  for (const window of windows) {
    const n = window.rows * window.columns * window.channels;
    const [left, right] = numbers(n);
    for (const algorithm of trees) {
      const out = new Float64Array(1);
      const program = compile(uniformAccumulation(algorithm.tree(n, window)!, algorithm.arithmetic!));
      runProgram(program, left, right, n, 1, out);
      const name = `${algorithm.name}:${algorithm.format} n = ${n}`;
      expect(algorithm.streamed!(left, right, 0, n, window), name).toBe(out[0]);
    }
  }
});

test('a window anywhere in a batch is streamed, and evaluate streams what is long', () => {
  const n = 2 ** 14 + 3;
  const [left, right] = numbers(2 * n);
  const window = { rows: 1, columns: n, channels: 1 };
  for (const algorithm of trees) {
    const out = algorithm.format === 'binary32' ? new Float32Array(2) : new Float64Array(2);
    algorithm.evaluate(left, right, n, 2, out, window);
    expect(out[1]).toBe(algorithm.streamed!(left.subarray(n), right.subarray(n), 0, n, window));
  }
});

test('where products are binary32 numbers, each order is added up once, with the same bits', () => {
  const longer = [2 ** 14 + 3, 3 * 2 ** 14 + 1].map((n) => ({ rows: 1, columns: n, channels: 1 }));
  for (const window of [...windows.slice(1, 20), ...windows.slice(127, 130), ...windows.slice(140), ...longer]) {
    const n = window.rows * window.columns * window.channels;
    const [left] = numbers(n);
    const right = new Float32Array(n).fill(n % 2 === 0 ? 1 : -0.5);
    const products = ExactProducts.of(left, right)!;
    for (const algorithm of trees)
      expect(algorithm.ofProducts!(products, window), `${algorithm.name}:${algorithm.format} n = ${n}`).toBe(
        algorithm.streamed!(left, right, 0, n, window),
      );
  }
});

test('products that are rounded, and NaN, are no exact products', () => {
  const one = Float32Array.of(1, 1 + 2 ** -23);
  expect(ExactProducts.of(one, one)).toBeUndefined();
  expect(ExactProducts.of(one, Float32Array.of(1, Number.NaN))).toBeUndefined();
  expect(ExactProducts.of(one, Float32Array.of(2, -4))).toBeDefined();
});

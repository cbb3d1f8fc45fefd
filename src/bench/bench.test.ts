import { expect, test } from 'vitest';
import { sparseKernels } from '../inputs/distributions/zeros.ts';
import { randomOf } from '../inputs/random.ts';
import { silentProgress } from '../install/progress.ts';
import { benchmarkLines, isMet } from './benchmark.ts';
import { median } from './interleaved.ts';
import { certifiedDot, flatProgram } from './loop-speed.ts';
import { checkPairs, type PairOrders, pairOrders } from './pair-property.ts';
import { checkNames } from './run-benchmarks.ts';

const context = { seed: 1, rounds: 1, roundSeconds: 0.01, progress: silentProgress };

test('medians', () => {
  expect([[3], [1, 2], [9, 1, 5], [4, 1, 3, 2]].map(median)).toEqual([3, 1.5, 5, 2.5]);
});

test('targets', () => {
  expect([
    isMet(1.6, { atMost: 1.6 }),
    isMet(1.61, { atMost: 1.6 }),
    isMet(20, { atLeast: 20 }),
    isMet(19, { atLeast: 20 }),
  ]).toEqual([true, false, true, false]);
  expect(isMet(Number.NaN, { atMost: 1 }) || isMet(Number.NaN, { atLeast: 1 })).toBe(false);
});

test('the pair property holds for both orders over all distributions, some of which come close to the bound', () => {
  const counts = checkPairs(randomOf(2), 60_000);
  expect(counts.violations).toBe(0);
  expect(counts.cases).toBeGreaterThanOrEqual(60_000);
  expect(counts.discarded).toBeLessThan(0.1 * counts.cases);
  expect(counts.attained).toBeGreaterThan(0.99);
});

const [convolution, multiplySum] = pairOrders();
/** One bug in one of the two ways; sparse kernels, so that there is not a violation in every case. */
const bugs: readonly [string, PairOrders][] = [
  [
    'a convolution that drops its last tap',
    [
      broken((left, right, n, count, out) => convolution.evaluate(without(left, n, n - 1), right, n, count, out)),
      multiplySum,
    ],
  ],
  ['a sum with one product truncated to 16 bits', [convolution, broken(truncating)]],
  [
    'one result that is not a number',
    [
      broken((left, right, n, count, out) => {
        convolution.evaluate(left, right, n, count, out);
        out[7] = Number.NaN;
      }),
      multiplySum,
    ],
  ],
];

test.each(bugs)('the pair property sees %s', (_, subjects) => {
  expect(checkPairs(randomOf(1), 1, [sparseKernels]).violations).toBe(0);
  expect(checkPairs(randomOf(1), 1, [sparseKernels], subjects).violations).toBeGreaterThan(0);
});

function broken(evaluate: PairOrders[0]['evaluate']): PairOrders[0] {
  return { evaluate };
}

function without(numbers: Float32Array, n: number, term: number): Float32Array {
  return numbers.map((value, index) => (index % n === term ? 0 : value));
}

function truncating(
  left: Float32Array,
  right: Float32Array,
  n: number,
  count: number,
  out: Float32Array | Float64Array,
): void {
  const words = new Int32Array(1);
  const number = new Float32Array(words.buffer);
  for (let window = 0; window < count; window++) {
    let sum = 0;
    for (let t = window * n; t < (window + 1) * n; t++) {
      number[0] = left[t]! * right[t]!;
      if (t % n === 0) words[0] = words[0]! & ~0xff;
      sum = Math.fround(sum + number[0]!);
    }
    out[window] = sum;
  }
}

test('benchmarks that need nothing from outside give numbers, and lines for people', async () => {
  for (const benchmark of [certifiedDot, flatProgram]) {
    const result = await benchmark.run(context);
    expect(result.measurements.every(({ value }) => value > 0 && value < 1e6)).toBe(true);
    expect(result.comparisons.every(({ ratio }) => ratio > 0.05 && ratio < 50)).toBe(true);
    const comparisons = result.comparisons.map((one) => ({ ...one, met: null }));
    const lines = benchmarkLines({ ...result, name: benchmark.name, description: '', comparisons });
    expect(lines.length).toBe(2 + result.measurements.length + result.comparisons.length);
  }
});

test('what could not be measured has its line and its reason', () => {
  const lines = benchmarkLines({
    ...{
      name: 'x',
      description: 'y',
      measurements: [{ name: 'a', unit: 'cases/s', value: 1234567, spread: [1e6, 2e6] }],
      versions: { node: 'v1' },
    },
    comparisons: [{ name: 'ratio', ratio: 49.96, target: { atLeast: 50 }, met: false }],
    unmeasured: [{ name: 'Hypothesis + NumPy', reason: 'no python3 on PATH' }],
  });
  expect(lines).toEqual([
    'x: y',
    '  a                   1,230,000 cases/s (1,000,000 cases/s to 2,000,000 cases/s)',
    '  ratio               50, target at least 50: MISSED',
    '  Hypothesis + NumPy  not measured: no python3 on PATH',
    '  with node v1',
  ]);
});

test('a benchmark that does not exist is bad input', () => {
  expect(() => checkNames(['certified-dot', 'speed'])).toThrow(
    'there is no benchmark "speed"; the benchmarks are certified-dot, flat-program',
  );
  expect(() => checkNames([])).not.toThrow();
});

import { expect, test } from 'vitest';
import { sum32 } from '../float/addition.ts';
import { type Rng, randomOf } from '../inputs/random.ts';
import { repeats } from '../repeats.test-support.ts';
import { explainObserved } from './explain-observed.ts';
import { windowOfFactors } from './observed-window.test-support.ts';
import { fullDecimal } from './printed-decimal.ts';
import { quickRound } from './quick-round.ts';

const tiny = (x: number): number => (Math.abs(x) < 2 ** -126 ? x * 0 : x);
const via64 = (a: number, b: number): number => Math.fround(a + b);

/** The sum along a random tree: rounded or fused products, one rounding or two, flushed or not. */
function randomSum(rng: Rng, left: readonly number[], right: readonly number[]): number {
  const [fused, flushes, twice] = [rng.below(2) === 1, rng.below(2) === 1, rng.below(2) === 1];
  const add = (a: number, b: number): number => {
    const sum = twice ? via64(a, b) : sum32(a, b);
    return flushes ? tiny(sum) : sum;
  };
  const values = left.map((x, t) => (fused && t > 0 ? x * right[t]! : Math.fround(x * right[t]!)));
  // A loop, or pairs at random; exact products enter their additions as they are.
  const isLoop = fused || rng.below(2) === 1;
  while (values.length > 1) {
    const first = isLoop ? 0 : rng.below(values.length - 1);
    values.splice(first, 2, add(values[first]!, values[first + 1]!));
  }
  return Math.fround(values[0]!);
}

/** As some tool prints it. */
function print(rng: Rng, x: number): string {
  const cut = (text: string): string => text.replace(/(\.\d*?)\d$/, '$1');
  const shortest = (): string => {
    for (let digits = 1; ; digits++) if (Math.fround(Number(x.toPrecision(digits))) === x) return x.toPrecision(digits);
  };
  const ways = [
    (): string => x.toPrecision(1 + rng.below(12)),
    (): string => (Math.abs(x) < 1e20 ? x.toFixed(rng.below(10)) : x.toExponential(rng.below(9))),
    (): string => String(x),
    (): string => fullDecimal(x).slice(0, 1000),
    (): string => cut(Math.abs(x) < 1e20 ? x.toFixed(9) : String(x)),
    (): string => shortest(),
    (): string => String(Number(shortest())),
  ];
  return ways[rng.below(ways.length)]!();
}

test('a number that rounding gives is never called a defect, however it is printed', async () => {
  const rng = randomOf(14);
  const scales = [1, 2 ** -70, 2 ** 30];
  for (let round = 0; round < repeats(1000, 12); round++) {
    const n = 1 + rng.below(round % 4 === 0 ? 60 : 8);
    const scale = scales[round % scales.length]!;
    const bits = 2 + rng.below(23);
    const draw = (): number => Math.fround((rng.below(2 ** bits) - 2 ** (bits - 1)) * scale * 2 ** -rng.below(12));
    const [left, right] = [Array.from({ length: n }, draw), Array.from({ length: n }, draw)];
    // Without our own algorithms, which would match: the bound and the orders alone decide.
    const window = await windowOfFactors(left, right, { candidates: [], trees: 20 });
    for (let times = 0; times < 5; times++) {
      const sum = randomSum(rng, left, right);
      const printed = print(rng, sum);
      const { verdict, answer } = explainObserved({ name: 'x', printed }, window);
      expect([round, printed, /no-rounding|impossible|not-due/.test(verdict) ? answer : '']).toEqual([
        round,
        printed,
        '',
      ]);
    }
  }
});

test('16-bit sums of 16-bit inputs are never called a defect', async () => {
  const rng = randomOf(15);
  const [format, inputFormat] = [{ precision: 11, minExponent: -14, maxExponent: 15 }, 'binary16' as const];
  const round = quickRound(format, 'nearest-even');
  for (let times = 0; times < repeats(500, 10); times++) {
    const n = 1 + rng.below(30);
    const left = Array.from({ length: n }, () => round(rng.below(2000) / 2 ** rng.below(8)));
    const window = await windowOfFactors(left, undefined, { candidates: [], inputFormat, trees: 20 });
    const sum = left.reduce((total, x) => round(total + x));
    const { verdict, answer } = explainObserved({ name: 'x', printed: String(sum) }, window);
    expect(/no-rounding|impossible/.test(verdict) ? answer : '').toBe('');
  }
});

test('a wrong number is called one wherever its digits show it', async () => {
  const rng = randomOf(16);
  for (let round = 0; round < repeats(200, 5); round++) {
    const n = 2 + rng.below(20);
    const draw = (): number => Math.fround((1 + rng.below(2 ** 24)) / 2 ** 20);
    const [left, right] = [Array.from({ length: n }, draw), Array.from({ length: n }, draw)];
    const window = await windowOfFactors(left, right, { trees: 20 });
    // A missing term is off by far more than n roundings of positive products.
    const wrong = randomSum(rng, left.slice(1), right.slice(1));
    const { verdict, narrower } = explainObserved({ name: 'x', printed: wrong.toPrecision(9) }, window);
    expect([verdict, narrower]).toEqual(['no-rounding', []]);
  }
});

test('a mean by a reciprocal, or of terms that are divided first, is never called a defect', async () => {
  const rng = randomOf(17);
  for (let round = 0; round < 20; round++) {
    const n = 3 + rng.below(5);
    const terms = Array.from({ length: n }, () => Math.fround((rng.below(2 ** 24) - 2 ** 23) * 2 ** -rng.below(12)));
    const window = await windowOfFactors(terms, undefined, { divisor: n, trees: 20 });
    const reciprocal = Math.fround(1 / n);
    const orders = terms.toSorted(() => rng.below(2) - 0.5);
    const ones = terms.map(() => 1);
    const means = [
      Math.fround(randomSum(rng, orders, ones) * reciprocal),
      ...[(x: number) => x / n, (x: number) => x * reciprocal].map((divided) =>
        randomSum(
          rng,
          orders.map((x) => Math.fround(divided(x))),
          ones,
        ),
      ),
    ];
    for (const mean of means) {
      const { answer } = explainObserved({ name: 'x', printed: String(mean) }, window);
      expect([terms, mean, answer.includes('not explained by rounding') ? answer : '']).toEqual([terms, mean, '']);
    }
  }
});

test('a number that sums of more than two operands give is not called unexplained by rounding', async () => {
  const left = [861367.5, -189933.25, -358902.75, -58774.1875, 942617.125, -380135.875];
  const right = [112060.3125, 2929365, 523115.5, -1041440.625, -157402.5, -1950381.5];
  const [a, b, c, d, e, f] = left.map((x, t) => x * right[t]!) as [number, number, number, number, number, number];
  // Four products are added in binary64 and rounded to binary32; so are this sum and the last two.
  const sum = Math.fround(Math.fround(a + b + c + d) + e + f);
  const window = await windowOfFactors(left, right, { trees: 20 });
  const { answer } = explainObserved({ name: 'x', printed: String(sum) }, window);
  expect(answer).toContain(
    'no order of two-operand additions gives it (all were tried); sums of more operands at once',
  );
  expect(answer).not.toContain('not explained by rounding');
});

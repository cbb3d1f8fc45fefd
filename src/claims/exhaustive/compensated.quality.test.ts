import { expect, test } from 'vitest';
import type { Format } from '../../float/format.ts';
import { kahanDot, kleinDot, neumaierDot } from '../../sums/compensated.ts';
import { kahanBound, kleinBound, neumaierBound } from '../error-bounds/compensated-sums.ts';
import { outward } from '../error-bounds/outward.ts';
import { rounder } from './exhaustive.test-support.ts';
import { numbersOf, tuples } from './small-formats.test-support.ts';

type Round = (x: number) => number;
type Sum = (terms: readonly number[], round: Round) => number;

/** The steps of the algorithms of src/sums, which are for binary32, in any arithmetic. */
const kahan: Sum = (terms, round) => {
  let [sum, correction] = [0, 0];
  for (const x of terms) {
    const term = round(x - correction);
    const next = round(sum + term);
    correction = round(round(next - sum) - term);
    sum = next;
  }
  return sum;
};

function lost(a: number, b: number, sum: number, round: Round): number {
  return Math.abs(a) >= Math.abs(b) ? round(round(a - sum) + b) : round(round(b - sum) + a);
}

const neumaier: Sum = (terms, round) => {
  let [sum, errors] = [0, 0];
  for (const x of terms) {
    const next = round(sum + x);
    errors = round(errors + lost(sum, x, next, round));
    sum = next;
  }
  return round(sum + errors);
};

const klein: Sum = (terms, round) => {
  let [sum, errors, errorsOfErrors] = [0, 0, 0];
  for (const x of terms) {
    const next = round(sum + x);
    const error = lost(sum, x, next, round);
    sum = next;
    const nextErrors = round(errors + error);
    errorsOfErrors = round(errorsOfErrors + lost(errors, error, nextErrors, round));
    errors = nextErrors;
  }
  return round(sum + round(errors + errorsOfErrors));
};

const algorithms = { kahan, neumaier, klein };
const bounds = { kahan: kahanBound, neumaier: neumaierBound, klein: kleinBound };
const names = ['kahan', 'neumaier', 'klein'] as const;

interface Case {
  readonly format: Format;
  readonly terms: readonly number[];
}
const cases: readonly Case[] = [
  { format: { precision: 2, minExponent: -1, maxExponent: 2 }, terms: [2, 3, 4] },
  { format: { precision: 3, minExponent: 0, maxExponent: 1 }, terms: [2, 3, 4] },
  { format: { precision: 4, minExponent: 0, maxExponent: 1 }, terms: [2, 3] },
  { format: { precision: 5, minExponent: 0, maxExponent: 0 }, terms: [2, 3] },
];

test('the claims about compensated sums hold for all inputs of formats of 2 to 5 bits', () => {
  let counted = 0;
  const largest = new Map<string, number>();
  for (const { format, terms } of cases) {
    const { precision, minExponent } = format;
    const round = remembered(rounder(format, 1));
    const numbers = numbersOf(format).map((x) => x / 2 ** (minExponent - precision + 1));
    for (const name of names) {
      // What is claimed of Kahan's sum takes three bits.
      if (name === 'kahan' && precision < 3) continue;
      const [sum, boundOf] = [algorithms[name], bounds[name](format)];
      let most = 0;
      for (const n of terms) {
        for (const inputs of tuples(numbers, n)) {
          // The others are their mirror images.
          if (inputs[0]! < 0) continue;
          counted++;
          let [exact, absoluteSum, nonZero] = [0, 0, 0];
          for (const x of inputs) {
            exact += x;
            absoluteSum += Math.abs(x);
            if (x !== 0) nonZero++;
          }
          const error = Math.abs(sum(inputs, round) - exact);
          if (error === 0) continue;
          const bound = outward(boundOf(name === 'kahan' ? n : nonZero, Math.abs(exact), absoluteSum));
          if (error > bound) expect.fail(`${name}: ${inputs} in ${precision} bits: off by ${error}, not by ${bound}`);
          most = Math.max(most, error / bound);
        }
      }
      largest.set(`${name} ${precision}`, most);
    }
  }
  // The rounding of the result alone is 1/(1 + u) of Neumaier's bound for two terms. Much of Kahan's bound is of second
  // order in so few bits.
  for (const [name, share] of largest) {
    const precision = Number(name.slice(-1));
    if (name.startsWith('neumaier')) expect(share, name).toBeCloseTo(1 / (1 + 2 ** -precision), 10);
    else expect(share, name).toBeGreaterThan(name.startsWith('klein') ? 0.6 : 0.1);
  }
  process.stderr.write(`${counted} compensated sums of small formats\n`);
  expect(counted).toBeGreaterThan(1_000_000);
});

test('these are the algorithms of our subjects', () => {
  const numbers = [1, -3, 2 ** -24, 3 * 2 ** -25, 2 ** 24, 1 + 2 ** -23].map(Math.fround);
  const ones = Float32Array.of(1, 1, 1, 1);
  let checked = 0;
  for (const terms of tuples(numbers, 4)) {
    const left = Float32Array.from(terms);
    expect(kahan(terms, Math.fround)).toBe(kahanDot(left, ones, 0, 4));
    expect(neumaier(terms, Math.fround)).toBe(neumaierDot(left, ones, 0, 4));
    expect(klein(terms, Math.fround)).toBe(kleinDot(left, ones, 0, 4));
    checked++;
  }
  expect(checked).toBe(6 ** 4);
});

/** The same, looked up: these are small integers. */
function remembered(round: Round): Round {
  const known: number[] = [];
  return (x) => {
    const size = Math.abs(x);
    known[size] ??= round(size);
    return x < 0 ? -known[size] : known[size];
  };
}

import { expect, test } from 'vitest';
import {
  absDyadic,
  addDyadic,
  compareDyadic,
  dyadic,
  dyadicOf,
  multiplyDyadic,
  subtractDyadic,
} from '../../float/dyadic.ts';
import { compound, growth, outward, reciprocal } from './outward.ts';

const v = reciprocal(2n ** 24n + 1n);

test('growth is never below (1+v)^n − 1 and hardly above it', () => {
  const upper = growth(v, v);
  // (1+v)^n − 1 with v = 1/(2^24+1), as an exact fraction: ((2^24+2)^n − (2^24+1)^n) / (2^24+1)^n.
  for (const n of [1, 2, 3, 9, 25, 121, 1000]) {
    const [numerator, denominator] = [
      (2n ** 24n + 2n) ** BigInt(n) - (2n ** 24n + 1n) ** BigInt(n),
      (2n ** 24n + 1n) ** BigInt(n),
    ];
    const claimed = multiplyDyadic(dyadicOf(upper(n)), dyadic(denominator, 0));
    const exact = dyadic(numerator, 0);
    expect(compareDyadic(claimed, exact)).toBeGreaterThanOrEqual(0);
    const excess = absDyadic(subtractDyadic(claimed, exact));
    expect(compareDyadic(excess, multiplyDyadic(exact, dyadic(1n, -50)))).toBeLessThan(0);
  }
});

test('growth of nothing is nothing, and of one term it is the first factor', () => {
  expect(growth(v, v)(0)).toBe(0);
  expect(growth(0n, v)(1)).toBe(0);
  expect(growth(0n, v)(2)).toBe(growth(v, v)(1));
});

test('compound multiplies factors, rounding up', () => {
  const unit = dyadic(1n, -160);
  const asDyadic = (x: bigint) => dyadic(x, -160);
  const product = addDyadic(addDyadic(asDyadic(v), asDyadic(v)), multiplyDyadic(asDyadic(v), asDyadic(v)));
  const excess = subtractDyadic(asDyadic(compound(v, v)), product);
  expect(excess.significand >= 0n).toBe(true);
  expect(compareDyadic(excess, unit)).toBeLessThanOrEqual(0);
});

test('outward lies above what four roundings can lose', () => {
  for (const x of [2 ** -360, 1 / 3, 1, 2 ** 130]) {
    const least = multiplyDyadic(dyadicOf(x), dyadicOf(1 + 2 ** -51));
    expect(compareDyadic(dyadicOf(outward(x)), least)).toBeGreaterThan(0);
  }
});

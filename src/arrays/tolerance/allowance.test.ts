import { expect, test } from 'vitest';
import { algorithms } from '../../sums/algorithms.ts';
import { allowanceOf, factsOf, linearBound } from './allowance.ts';
import { anyOrder, ofAlgorithm, termsOf } from './implementation.ts';

const row = (columns: number) => ({ rows: 1, columns, channels: 1 });
const u = 2 ** -24;

test('every bound of every algorithm is at most its three coefficients, and hardly less', () => {
  for (const algorithm of algorithms) {
    for (const window of [row(1), row(2), row(9), { rows: 3, columns: 3, channels: 3 }, row(1000)]) {
      for (const way of ofAlgorithm(algorithm, 'products').ways) {
        const { relative, ofProducts, absolute, claim } = linearBound(way, window);
        const { bound } = way.claims.find((one) => one.claim === claim)!;
        const n = termsOf(window);
        for (const size of [2 ** -140, 2 ** -120, 1e-3, 1, 12345.678, 1e30]) {
          // A single product is the whole sum.
          for (const share of n === 1 ? [1] : [0, 1e-9, 0.3, 1]) {
            const proven = bound.bound(factsOf(window, n, size, share * size));
            const allowed = relative * share * size + ofProducts * size + absolute;
            if (!(allowed >= proven)) expect.fail(`${algorithm.name}, ${n} terms: ${allowed} < ${proven}`);
            // For a correctly rounded result, rounding and underflow are counted both.
            if (size >= 1e-3 && allowed > proven * (1 + 2 ** -24) + 2 ** -149)
              expect.fail(`${algorithm.name}, ${n}: ${allowed}`);
          }
        }
      }
    }
  }
});

test('coefficients are the roundings on the longest path', () => {
  const known = (name: string) => ofAlgorithm(algorithms.find((one) => one.name === name)!, 'products');
  const inUnits = (of: ReturnType<typeof anyOrder>, n: number): number =>
    allowanceOf(of, row(n), { reference: 'exact', summed: 'products' }).ofProducts / u;
  expect(inUnits(anyOrder('products'), 27)).toBeCloseTo(27, 4);
  expect(inUnits(known('pairwise'), 27)).toBeCloseTo(6, 5);
  const wide = allowanceOf(known('sequential-wide'), row(27), { reference: 'exact', summed: 'products' });
  expect(wide.relative / u).toBeCloseTo(1, 6);
  expect(wide.ofProducts).toBeLessThan(28 * 2 ** -53);
  expect(allowanceOf(known('correctly-rounded'), row(27), { reference: 'exact', summed: 'products' }).ofProducts).toBe(
    0,
  );
  // A sum of numbers has one rounding less than a dot product, and nothing underflows.
  const sums = allowanceOf(anyOrder('numbers'), row(27), { reference: 'exact', summed: 'numbers' });
  expect(sums.ofProducts / u).toBeCloseTo(26, 4);
  expect(sums.absolute).toBe(0);
  // One product is one rounding, relative to the result.
  const single = allowanceOf(anyOrder('products'), row(1), { reference: 'binary64', summed: 'products' });
  expect([single.relative / u, single.ofProducts]).toEqual([expect.closeTo(1, 6), 0]);
});

test('another binary32 result may be off as far again', () => {
  const twice = allowanceOf(anyOrder('products'), row(27), { reference: 'binary32', summed: 'products' });
  const once = allowanceOf(anyOrder('products'), row(27), { reference: 'exact', summed: 'products' });
  expect(twice.ofProducts / once.ofProducts).toBeCloseTo(2, 6);
  expect(twice.absolute / once.absolute).toBeCloseTo(2, 6);
});

import { expect, test } from 'vitest';
import { randomOf } from '../inputs/random.ts';
import { algorithms } from '../sums/algorithms.ts';
import { allOrders, orderText } from './all-orders.ts';

test('three terms have three orders, of which two give the same', () => {
  const products = Float64Array.of(0.7372549, 0.25882354, 0.00392157).map(Math.fround);
  const found = allOrders(products, false)!;
  expect([...found.keys()].sort()).toEqual([1, Math.fround(1.0000001)]);
  expect(orderText(found.get(Math.fround(1.0000001))!, [0, 1, 2])).toBe('(0+1)+2');
  expect(orderText(found.get(1)!, [0, 1, 2])).toMatch(/^(0\+\(1\+2\)|\(0\+2\)\+1)$/);
});

test('every algorithm that adds two by two in binary32 gives one of the results', () => {
  const rng = randomOf(7);
  const draw = (): number => Math.fround((rng.below(2 ** 24) - 2 ** 23) / 2 ** (20 + rng.below(6)));
  for (let n = 1; n <= 7; n++) {
    const [left, right] = [Float32Array.from({ length: n }, draw), Float32Array.from({ length: n }, draw)];
    const products = Float64Array.from(left, (x, t) => x * right[t]!);
    const [rounded, fused] = [allOrders(products, false)!, allOrders(products, true)!];
    for (const algorithm of algorithms) {
      if (algorithm.format !== 'binary32') continue;
      const out = new Float32Array(1);
      algorithm.evaluate(left, right, n, 1, out);
      if (algorithm.arithmetic === 'rounded-products') expect(rounded.has(out[0]!)).toBe(true);
      if (algorithm.arithmetic === 'fused') expect(fused.has(out[0]!)).toBe(true);
    }
    for (const value of rounded.keys()) expect(fused.has(value)).toBe(true);
  }
});

test('a fused multiply-add gives what rounded products do not', () => {
  const x = Math.fround(1 + 2 ** -12);
  const products = Float64Array.of(-1, x * x);
  expect([...allOrders(products, false)!.keys()]).toEqual([Math.fround(x * x) - 1]);
  expect(allOrders(products, true)!.has(Math.fround(x * x - 1))).toBe(true);
});

test('more terms than can be tried are not tried', () => {
  expect(allOrders(new Float64Array(11).fill(1), false)).toBeUndefined();
});

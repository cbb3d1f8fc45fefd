import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { Rng, rngOf } from './rng.ts';

const draw = (rng: Rng, count: number): number[] => Array.from({ length: count }, () => rng.next() >>> 0);

test('it is xoshiro128++: the first numbers from the state 1, 2, 3, 4, worked out by big integers', () => {
  const rotate = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & 0xffffffffn;
  let [a, b, c, d] = [1n, 2n, 3n, 4n];
  const wanted = Array.from({ length: 1000 }, () => {
    const result = (rotate((a + d) & 0xffffffffn, 7n) + a) & 0xffffffffn;
    const shifted = (b << 9n) & 0xffffffffn;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11n);
    return Number(result);
  });
  expect(wanted.slice(0, 4)).toEqual([641, 1573767, 3222811527, 3517856514]);
  expect(draw(new Rng(0, [1, 2, 3, 4]), 1000)).toEqual(wanted);
});

test('fill gives what next gives, and both go on from there', () => {
  const [one, other] = [rngOf(7), rngOf(7)];
  const words = new Int32Array(100);
  one.fill(words, 10, 60);
  expect([...words.subarray(10, 60)].map((word) => word >>> 0)).toEqual(draw(other, 50));
  expect([...words.subarray(0, 10), ...words.subarray(60)].every((word) => word === 0)).toBe(true);
  one.fill(words, 0, 1, 0xff, 0x40000000);
  expect(words[0]).toBe((other.next() & 0xff) | 0x40000000);
  expect(one.next()).toBe(other.next());
});

test('the same seed gives the same numbers, other seeds and streams others; a snapshot keeps it so over versions', () => {
  expect(draw(rngOf(2018), 5)).toEqual(draw(rngOf(2018), 5));
  const firsts = [rngOf(2018), rngOf(2019), rngOf(-2018), rngOf(2018, 'a'), rngOf(2018, 'b')].map((rng) => rng.next());
  expect(new Set(firsts).size).toBe(5);
  expect(draw(rngOf(2018), 4)).toMatchInlineSnapshot(`
    [
      2837688187,
      3698020229,
      3868846585,
      3443951272,
    ]
  `);
});

test('whole numbers are spread evenly, both ends included', () => {
  const rng = rngOf(1);
  const seen = new Map<number, number>();
  for (let i = 0; i < 70_000; i++) {
    const value = rng.between(-3, 3);
    seen.set(value, (seen.get(value) ?? 0) + 1);
  }
  expect([...seen.keys()].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  for (const count of seen.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

test('a seed is a whole number, and the zero state is left', () => {
  for (const seed of [0.5, Number.NaN, 2 ** 60]) expect(() => rngOf(seed)).toThrow(UsageError);
  expect(new Set(draw(new Rng(0, [0, 0, 0, 0]), 20)).size).toBeGreaterThan(15);
});

import { expect, test } from 'vitest';
import { dyadicOf, roundDyadic } from '../../float/dyadic.ts';
import { bfloat16, binary16, tf32 } from '../../float/format.ts';
import { randomOf } from '../../inputs/random.ts';
import { narrowTo } from './narrow.ts';

test('numbers are narrowed as exact arithmetic rounds them', () => {
  const rng = randomOf(3, 'narrow');
  const words = new Int32Array(500);
  rng.fill(words);
  const numbers = new Float32Array(words.buffer).filter(Number.isFinite);
  // Ties, the ends of the ranges, and a number that is none of binary32.
  const others = [
    1 + 2 ** -11,
    1 + 3 * 2 ** -11,
    1 + 2 ** -8,
    65519,
    65520,
    2 ** -24,
    2 ** -25,
    3.3e38,
    0.1,
    2 ** -140,
  ];
  const all = [...numbers, ...others, ...others.map((x) => -x)];
  for (const format of [tf32, bfloat16, binary16])
    for (const mode of ['nearest-even', 'toward-zero'] as const)
      expect(all.filter((x) => narrowTo(format, mode)(x) !== roundDyadic(dyadicOf(x), format, mode))).toEqual([]);
  expect([1 + 2 ** -11, 1 + 3 * 2 ** -11, -1 - 2 ** -11, 1 + 2 ** -12].map(narrowTo(tf32, 'nearest-away'))).toEqual([
    ...[1 + 2 ** -10, 1 + 2 ** -9, -1 - 2 ** -10, 1],
  ]);
});

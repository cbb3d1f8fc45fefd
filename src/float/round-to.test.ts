import { expect, test } from 'vitest';
import { randomOf } from '../inputs/random.ts';
import { bfloat16, binary16, binary32, tf32 } from './format.ts';
import { roundTo } from './round-to.ts';
import { roundToFormat } from './round-to-format.test-support.ts';

const formats = { binary16, bfloat16, tf32, binary32, 'binary32 of 22 bits': { ...binary32, precision: 22 } };

test.each(Object.entries(formats))('%s: as big integers round, ties and subnormals too', (_, format) => {
  const rng = randomOf(5);
  for (const mode of ['nearest-even', 'toward-zero', 'up'] as const) {
    const round = roundTo(format, mode);
    for (let i = 0; i < 400; i++) {
      const exponent = rng.between(format.minExponent - format.precision - 2, format.maxExponent - 1);
      const bits = rng.between(1, format.precision + 2);
      const x = rng.sign() * (2 ** bits + rng.below(2 ** bits)) * 2 ** (exponent - bits);
      expect(Object.is(round(x), roundToFormat(x, format, mode)), `${x} ${mode}`).toBe(true);
    }
    for (const x of [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) expect(round(x)).toBe(x);
  }
  const largest = (2 - 2 ** (1 - format.precision)) * 2 ** format.maxExponent;
  const nearest = roundTo(format, 'nearest-even');
  expect(nearest(largest)).toBe(largest);
  expect(nearest(largest * (1 + 2 ** -format.precision))).toBe(Number.POSITIVE_INFINITY);
});

import { expect, test } from 'vitest';
import { dyadicOf } from './dyadic.ts';
import { lowestBit } from './lowest-bit.ts';
import { testRandom } from './random.test-support.ts';

test('the lowest bit is the exponent of the dyadic, whose significand is odd', () => {
  const random = testRandom(31);
  for (let i = 0; i < 3000; i++) {
    const x = random.binary32(-149, 127, 1 + random.integer(24)) * (i % 2 === 0 ? 1 : random.binary32(-149, 127));
    if (x !== 0) expect(lowestBit(x)).toBe(dyadicOf(x).exponent);
  }
  for (const x of [1, -1, 3, 2 ** 1023, 2 ** -1022, 2 ** -1074, 2 ** -1030 * 3, 2 ** 52 + 1, 2 ** 52]) {
    expect(lowestBit(x)).toBe(dyadicOf(x).exponent);
  }
  expect(lowestBit(-0)).toBe(Number.POSITIVE_INFINITY);
});

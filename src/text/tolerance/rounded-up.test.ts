import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundedUp } from './rounded-up.ts';

test('a printed number is never below the number, and hardly above', () => {
  expect([1, 27.0000004, 9.9999999, 1.3e-6, 123456.7, 0, 2 ** -150].map((value) => roundedUp(value, 4))).toEqual([
    ...['1', '27.01', '10', '1.3e-6', '123500', '0', '7.007e-46'],
  ]);
  expect(roundedUp(0.1 + 0.2, 3)).toBe('0.301');
  fc.assert(
    fc.property(
      fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
      fc.integer({ min: 1, max: 12 }),
      (value, digits) => {
        const read = Number(roundedUp(value, digits));
        expect(read).toBeGreaterThanOrEqual(value);
        expect(read).toBeLessThanOrEqual(value * (1 + 1.0001 * 10 ** (1 - digits)));
      },
    ),
  );
});

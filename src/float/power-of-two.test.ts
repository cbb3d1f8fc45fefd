import { expect, test } from 'vitest';
import { powerOfTwo } from './power-of-two.ts';

test('the powers of two are those of the language, also where they are subnormal, 0 or infinite', () => {
  for (let e = -1100; e <= 1100; e++) expect(powerOfTwo(e)).toBe(2 ** e);
});

import { expect, test } from 'vitest';
import { bfloat16, binary16, binary32, tf32 } from '../float/format.ts';
import { roundTo } from '../float/round-to.ts';
import { randomOf } from '../inputs/random.ts';
import { quickRound } from './quick-round.ts';

test('it rounds as the slower function does, ties, subnormal numbers and overflow included', () => {
  const rng = randomOf(11);
  const bits = new Int32Array(2);
  const words = new Float64Array(bits.buffer);
  for (const format of [binary16, bfloat16, tf32, binary32]) {
    for (const mode of ['nearest-even', 'toward-zero'] as const) {
      const [quick, slow] = [quickRound(format, mode), roundTo(format, mode)];
      for (let round = 0; round < 300; round++) {
        rng.fill(bits);
        const size = 2 ** (rng.below(320) - 170);
        // Few bits, so that ties are common.
        for (const x of [words[0]!, (rng.below(2 ** 14) - 2 ** 13) * size, (rng.below(2 ** 26) - 2 ** 25) * size])
          if (Math.abs(x) > 2 ** -1000 || x === 0) expect(Object.is(quick(x), slow(x))).toBe(true);
      }
      for (const x of [0, -0, Infinity, -Infinity, Number.NaN, 65504, 65519.99, 65520, 2 ** 128])
        expect(quick(x)).toBe(slow(x));
    }
  }
});

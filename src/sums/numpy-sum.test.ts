import { expect, test } from 'vitest';
import { bits32, bits64 } from '../float/bits.ts';
import { testRandom } from '../float/random.test-support.ts';
import { algorithms } from './algorithms.ts';
import golden from './numpy-sum.golden.json' with { type: 'json' };

/**
 * Signed numbers from 2^-4 to 2^4, rounded to binary32. Each takes one word of the generator, so that Python can repeat
 * it.
 */
function numbers(n: number): Float32Array {
  const random = testRandom(1000 + n);
  return Float32Array.from({ length: n }, () => {
    const word = random.pattern();
    const significand = 2 ** 24 + (word & 0xffffff);
    return (word >>> 31 ? -1 : 1) * significand * 2 ** (((word >>> 24) & 7) - 28);
  });
}

const numpyPairwise = (format: 'binary32' | 'binary64') =>
  algorithms.find(({ name, format: own }) => name === 'numpy-pairwise' && own === format)!;

test(`sums are NumPy ${golden.numpy}'s, bit for bit, for lengths up to 3000`, () => {
  expect(golden.rows.length).toBeGreaterThan(60);
  for (const { n, binary32, binary64 } of golden.rows) {
    const [values, ones, narrow, wide] = [
      numbers(n),
      new Float32Array(n).fill(1),
      new Float32Array(1),
      new Float64Array(1),
    ];
    numpyPairwise('binary32').evaluate(values, ones, n, 1, narrow);
    numpyPairwise('binary64').evaluate(values, ones, n, 1, wide);
    expect({ n, binary32: bits32(narrow[0]!), binary64: bits64(wide[0]!) }).toEqual({ n, binary32, binary64 });
  }
});

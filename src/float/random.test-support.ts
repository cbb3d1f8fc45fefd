import { randomOf } from '../inputs/random.ts';

/**
 * Numbers for the tests of float and sums, the same on every run. `pattern` draws all words, so that every exponent is
 * as likely as any other.
 */
export interface TestRandom {
  pattern(): number;
  /** 0 ≤ integer < below */
  integer(below: number): number;
  /** A finite binary32 number of any magnitude. */
  anyBinary32(): number;
  /** A signed binary32 number with 2^low ≤ |x| < 2^(high+1), of so many significant bits. */
  binary32(low: number, high: number, bits?: number): number;
}

/** 2^(k − 200), looked up: `**` would take most of the time. */
const powers = Float64Array.from({ length: 400 }, (_, k) => 2 ** (k - 200));
const power = (exponent: number): number => powers[exponent + 200]!;

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

export function testRandom(seed: number): TestRandom {
  const rng = randomOf(seed);
  const pattern = (): number => rng.next() >>> 0;
  const integer = (below: number): number => Math.floor(rng.unit() * below);
  return {
    pattern,
    integer,
    anyBinary32: () => {
      do word[0] = pattern();
      while (!Number.isFinite(float[0]));
      return float[0]!;
    },
    binary32: (low, high, bits = 24) => {
      const significand = power(bits - 1) + integer(power(bits - 1));
      return Math.fround((pattern() & 1 ? 1 : -1) * significand * power(low + integer(high - low + 1) - bits + 1));
    },
  };
}

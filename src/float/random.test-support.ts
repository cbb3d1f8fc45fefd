/**
 * Reproducible numbers for tests: xorshift32 (Marsaglia, Xorshift RNGs, 2003). `pattern` draws all 2^32 − 1 non-zero
 * words, so that as binary32 patterns every exponent is equally likely.
 */
export interface TestRandom {
  pattern(): number;
  /** 0 ≤ integer < below */
  integer(below: number): number;
  /** A finite binary32 number of any magnitude. */
  anyBinary32(): number;
  /** A signed binary32 number with 2^low ≤ |x| < 2^(high+1) and the given number of significant bits. */
  binary32(low: number, high: number, bits?: number): number;
}

/** 2^(k − 200) from a table: computing it would take most of the time. */
const powers = Float64Array.from({ length: 400 }, (_, k) => 2 ** (k - 200));
const power = (exponent: number): number => powers[exponent + 200]!;

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

export function testRandom(seed: number): TestRandom {
  let state = seed >>> 0 || 1;
  const pattern = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const integer = (below: number): number => Math.floor((pattern() / 2 ** 32) * below);
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

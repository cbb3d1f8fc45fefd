import type { Rng } from './rng.ts';

/** The bit patterns of numbers, in their own memory. */
export function wordsOf(numbers: Float32Array): Int32Array {
  return new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
}

/**
 * Fills numbers[from … to) with ±1.ffff… · 2^e: 23 random bits, a random sign, and e uniform over lowest … lowest + binades − 1
 * (off uniform by at most 1/256 where `binades` does not divide 256). lowest ≥ −126, lowest + binades − 1 ≤ 127.
 * One draw a number: the eight bits where the exponent goes choose it.
 */
export function fillBinades(
  rng: Rng,
  words: Int32Array,
  from: number,
  to: number,
  lowest: number,
  binades: number,
): void {
  if (binades === 1) {
    rng.fill(words, from, to, 0x807fffff, (lowest + 127) << 23);
    return;
  }
  rng.fill(words, from, to);
  const base = lowest + 127;
  for (let i = from; i < to; i++) {
    const word = words[i]!;
    const exponent = base + ((((word >>> 23) & 255) * binades) >>> 8);
    words[i] = (word & 0x807fffff) | (exponent << 23);
  }
}

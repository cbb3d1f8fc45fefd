import type { Rng } from './random.ts';

/** Triangular on (−scale, scale), rounded to binary32. */
export function fillBell(rng: Rng, numbers: Float32Array, scale: number): void {
  const words = new Int32Array(Math.min(2 * numbers.length, 2048));
  const factor = scale * 2 ** -32;
  for (let from = 0; from < numbers.length; from += words.length / 2) {
    const length = Math.min(words.length / 2, numbers.length - from);
    rng.fill(words, 0, 2 * length);
    for (let i = 0; i < length; i++) numbers[from + i] = (words[2 * i]! + words[2 * i + 1]!) * factor;
  }
}

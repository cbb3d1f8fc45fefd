import { randomOf } from '../inputs/random.ts';

/**
 * Binary32 numbers from [-1, 1), all from one seed: for speed measurements, where only the spread of values matters.
 */
export function uniformNumbers(count: number, seed: number): Float32Array {
  const words = new Int32Array(count);
  randomOf(seed, 'uniform').fill(words);
  return Float32Array.from(words, (word) => (word >> 8) * 2 ** -23);
}

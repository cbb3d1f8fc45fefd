import { kernelSize } from '../../conv/kernel-size.ts';
import type { Family } from '../family.ts';
import type { Rng } from '../rng.ts';

/**
 * What tests usually use. The triangular distribution on (−1, 1), the sum of two uniform ones, stands for the normal one: a
 * bell is all that matters, and two draws give it. The kernel is divided by √n, n the number of its taps for one output.
 */
export const typical: Family = {
  name: 'typical',
  share: 0.08,
  description: 'Pixels with a bell-shaped distribution on (−1, 1), taps likewise on (−1, 1) / √n; no structure.',
  fill(rng, shape, images, kernels) {
    fillBell(rng, images, 1);
    fillBell(rng, kernels, Math.sqrt(shape.channelsOut / kernelSize(shape)));
  },
};

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

import { kernelSize } from '../../conv/kernel-size.ts';
import type { Distribution } from '../distribution.ts';
import { fillBell } from '../fill.ts';

/**
 * What tests usually use. The triangular distribution on (−1, 1), the sum of two uniform ones, stands for the normal
 * one: a bell is all that matters, and two draws give it. The kernel is divided by √n, n the number of its taps for one
 * output.
 */
export const typical: Distribution = {
  name: 'typical',
  share: 0.06,
  description: 'Pixels with a bell-shaped distribution on (−1, 1), taps likewise on (−1, 1) / √n; no structure.',
  fill(rng, shape, images, kernels) {
    fillBell(rng, images, 1);
    fillBell(rng, kernels, Math.sqrt(shape.channelsOut / kernelSize(shape)));
  },
};

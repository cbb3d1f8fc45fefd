import { kernelSize } from '../../conv/shape.ts';
import type { Distribution } from '../distribution.ts';
import { fillBell } from '../fill.ts';

/**
 * What tests usually use. The triangular distribution on (−1, 1), the sum of two uniform ones, replaces the normal one:
 * only the bell shape matters, and two draws give it. The kernel is divided by √n, where n is the number of its taps
 * for one output.
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

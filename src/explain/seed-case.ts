import type { Case } from '../conv/batch.ts';
import { convShape } from '../conv/shape-text.ts';
import type { ExplainRequest } from './explain.ts';
import type { Observed } from './printed-decimal.ts';

/**
 * The question of January 2018: one 5×5 image, one 5×5 kernel, three systems, three different printed sums. Every pixel
 * is a multiple of 2^-12 and every tap one of 2^-15, so products are multiples of 2^-27, and the exact sum is 188417 ·
 * 2^-27. The numbers below are these multiples.
 */
const pixels: readonly number[] = [
  [897, 1254, 1766, 1922, 2113],
  [1180, 1256, 1481, 1763, 1672],
  [1559, 1304, 1139, 1335, 1256],
  [1309, 1264, 1256, 1182, 1202],
  [1152, 1309, 1440, 1428, 1372],
].flat();

const taps: readonly number[] = [
  [2918, 1827, -2951, 2755, 3542],
  [2023, -1858, 2777, 626, -1206],
  [4371, -2504, 3946, -4010, -2795],
  [5392, -1307, -2174, 1782, 4640],
  [-5207, -5337, -5647, -4392, 1682],
].flat();

export const seedCase: Case = {
  shape: convShape('5x5'),
  image: Float32Array.from(pixels, (pixel) => pixel * 2 ** -12),
  kernel: Float32Array.from(taps, (tap) => tap * 2 ** -15),
};

/** The numbers printed in 2018: three in the question, the last one in its answer. */
export const seedObserved: readonly Observed[] = [
  { name: 'TensorFlow convolution, binary32 (2018)', printed: '0.001403801143169403076171875' },
  { name: 'TensorFlow multiply and reduce_sum, binary32 (2018)', printed: '0.00140382' },
  { name: 'NumPy multiply and sum, binary64 arrays (2018)', printed: '0.00140381604433' },
  { name: 'TensorFlow in binary64 (2018, the answer)', printed: '0.00140381604433' },
];

/** The calls of 2018 as they are made today, in the order of `seedObserved`. */
export const seedCallsToday: readonly string[] = [
  'tfjs-node/conv2d',
  'tfjs-node/multiply-sum',
  'numpy/multiply-sum:binary64',
  'tfjs-node/conv2d:binary64',
];

/** What `lastbit explain` explains by default. */
export const seedRequest: ExplainRequest = {
  case: seedCase,
  source: 'the question of 2018',
  roundedInputs: 0,
  observed: seedObserved,
  output: 0,
  seed: 2018,
};

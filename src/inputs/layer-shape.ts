import type { ConvShape, Padding } from '../conv/shape.ts';
import type { Rng } from './random.ts';
import { edgeSize, largestLimit, productLimits, sideEdges, type Weighted, weighted } from './shape-sizes.ts';

const kernels: Weighted = [
  [1, 25],
  [3, 55],
  [5, 12],
  [7, 8],
];
const channels: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128];

/** What judging an output costs beside its products, in products. */
const perOutput = 4;

/**
 * A shape like those of the layers of networks: a square kernel with an odd side, zeros around the image so that the
 * output has its size, stride 1 or 2, channels in and out in round numbers. Fast paths are written for these, and their
 * combination is rare if each part is drawn on its own. It has about as many products as a random class of cost allows,
 * and at least 1024.
 */
export function layerShape(rng: Rng): ConvShape {
  const most = Math.min(2 * weighted(rng, productLimits), largestLimit);
  const kernel = weighted(rng, kernels);
  const among = (limit: number): number => rng.pick(fitting(limit));
  const channelsIn = among(most / (8 * kernel * kernel));
  const outputs = most / (channelsIn * kernel * kernel + perOutput);
  const channelsOut = among(outputs / 4);
  const pixels = Math.max(1, Math.floor(outputs / channelsOut));
  const columns = Math.min(pixels, rng.chance(0.5) ? edgeSize(rng, sideEdges, pixels + 1) : rng.between(1, 34));
  const rows = rng.between(1, Math.min(34, Math.floor(pixels / columns)));
  const step = rng.chance(0.3) ? 2 : 1;
  const half = (kernel - 1) / 2;
  const kind = rng.below(4);
  const padding: Padding = kind < 2 ? 'same' : kind === 2 ? [half, half, half, half] : 'valid';
  const side = (count: number): number =>
    padding === 'valid' ? (count - 1) * step + kernel : (count - 1) * step + 1 + (step > 1 ? rng.below(step) : 0);
  return {
    ...{ batch: 1, height: side(rows), width: side(columns), channelsIn, channelsOut },
    ...{ kernelHeight: kernel, kernelWidth: kernel, stride: [step, step], dilation: [1, 1], padding },
  };
}

function fitting(limit: number): readonly [number, ...number[]] {
  const [, ...others] = channels.filter((count) => count <= limit);
  return [1, ...others];
}

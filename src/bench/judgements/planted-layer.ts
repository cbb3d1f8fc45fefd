import { arrayOf } from '../../arrays/array-of.ts';
import type { Answer } from '../../arrays/question.ts';
import type { ArrayRequest, ConvRequest } from '../../arrays/request.ts';
import { randomOf } from '../../inputs/random.ts';
import { type NaiveConvolution, randomNumbers } from './naive.ts';

/** An answer that is wrong in a known way. */
export interface Planted {
  readonly name: string;
  readonly request: ArrayRequest;
  readonly answer: Answer;
  /** A part of the sentence that must be said. */
  readonly says: string;
  readonly verdict: 'defect' | 'narrower' | 'rounding';
}

export const answerOf = (
  numbers: ArrayLike<number>,
  sizes: readonly number[],
  type: 'float32' | 'float16' = 'float32',
): Answer => ({
  name: 'output',
  file: arrayOf(numbers, sizes, type, 'y.npy'),
});

/** The layer into which faults of convolutions are planted: every axis has another size, and nothing is symmetric. */
export interface Layer {
  readonly right: NaiveConvolution;
  readonly request: ConvRequest;
  readonly image: Float64Array;
  readonly kernel: Float64Array;
  readonly outputSizes: readonly number[];
}

export interface LayerOptions {
  readonly sizes?: readonly [number, number, number, number];
  readonly kernel?: readonly [number, number];
  readonly channelsOut?: number;
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly padding?: readonly [number, number, number, number];
  readonly groups?: number;
  readonly transposed?: boolean;
  readonly biased?: boolean;
  /** Most of the left half of the image is dark, next to bright pixels: small outputs among large ones. */
  readonly uneven?: boolean;
}

export function layer(seed: number, options: LayerOptions = {}): Layer {
  const { sizes = [2, 7, 5, 3], kernel: taps = [3, 3], channelsOut = 3, groups = 1, transposed = false } = options;
  const { stride = [1, 1], dilation = [1, 1], padding = [1, 1, 1, 1], biased = false } = options;
  const rng = randomOf(seed, 'planted');
  const [batch, rows, columns, channels] = sizes;
  const depth = channels / groups;
  const dark = (at: number): number =>
    options.uneven === true && Math.floor(at / channels) % columns < columns / 2 && rng.chance(0.8) ? 2 ** -12 : 1;
  const image = randomNumbers(rng, batch * rows * columns * channels).map((x, at) => x * dark(at));
  const kernel = randomNumbers(rng, taps[0] * taps[1] * depth * channelsOut);
  const bias = randomNumbers(rng, channelsOut);
  const size = (axis: 0 | 1): number => {
    const reach = (taps[axis] - 1) * dilation[axis] + 1;
    const pads = padding[2 * axis]! + padding[2 * axis + 1]!;
    const pixels = axis === 0 ? rows : columns;
    return transposed
      ? (pixels - 1) * stride[axis] + reach - pads
      : Math.floor((pixels + pads - reach) / stride[axis]) + 1;
  };
  const outputs = [size(0), size(1)] as const;
  const right: NaiveConvolution = {
    ...{ sizes, kernel: taps, channelsOut, outputs, stride, dilation, groups, transposed },
    before: [padding[0], padding[2]],
    pixel: (n, y, x, c) => image[((n * rows + y) * columns + x) * channels + c]!,
    tap: (r, q, i, o) => kernel[((r * taps[1] + q) * depth + i) * channelsOut + o]!,
    ...(biased ? { bias: (o: number) => bias[o]! } : {}),
  };
  const kernelSizes = transposed ? [...taps, channelsOut, depth] : [...taps, depth, channelsOut];
  const stored = transposed
    ? Float64Array.from({ length: kernel.length }, (_, at) => {
        const [i, rest] = [at % depth, Math.floor(at / depth)];
        return kernel[(Math.floor(rest / channelsOut) * depth + i) * channelsOut + (rest % channelsOut)]!;
      })
    : kernel;
  const request: ConvRequest = {
    ...{ kind: 'conv', layout: 'nhwc', kernelLayout: 'hwio', stride, dilation, padding, groups, transposed },
    image: arrayOf(image, sizes, 'float32', 'x.npy'),
    kernel: arrayOf(stored, kernelSizes, 'float32', 'w.npy'),
    ...(biased ? { bias: arrayOf(bias, [channelsOut], 'float32', 'b.npy') } : {}),
  };
  return { right, request, image, kernel, outputSizes: [batch, ...outputs, channelsOut] };
}

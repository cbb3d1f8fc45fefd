import { checkShape } from '../conv/check-shape.ts';
import { outputSize } from '../conv/output-shape.ts';
import { type ConvShape, imageSize, kernelSize, type Padding } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { UsageError } from '../errors/usage-error.ts';
import { InputArbitrary } from './arbitrary.ts';
import type { Rng } from './random.ts';
import { shrinkShape } from './shrink/shape.ts';
import { compareShapes } from './simplicity.ts';

/**
 * Shapes of convolutions, always with an output: kernels 1–7 each way, strides 1–5, dilations 1–3, `valid`, `same` or
 * explicit zeros, batch 1–3, channels 1–9, images to 17 × 17 and sometimes to 34 × 34. See `randomShape` for the
 * frequencies.
 *
 * A shape shrinks to a smaller kernel, then less padding, smaller strides and dilations, and a smaller image.
 */
export function shapes(options: ShapeOptions = {}): InputArbitrary<ConvShape> {
  return new ShapeArbitrary(options);
}

class ShapeArbitrary extends InputArbitrary<ConvShape> {
  protected readonly shrinkers = [smallerShapes];
  private readonly options: ShapeOptions;

  constructor(options: ShapeOptions) {
    super();
    this.options = options;
  }

  draw(rng: Rng): ConvShape {
    return randomShape(rng, this.options);
  }

  accepts(value: unknown): value is ConvShape {
    return isShape(value);
  }

  against(shape: ConvShape): (other: ConvShape) => number {
    return (other) => compareShapes(other, shape);
  }
}

/** Whether something is a shape of the domain. */
export function isShape(value: unknown): value is ConvShape {
  return passes(() => checkShape(value as ConvShape));
}

/** Whether a check of the domain finds nothing wrong. */
export function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** The shapes that a case of zeros shrinks to, each once. */
export function* smallerShapes(shape: ConvShape): Generator<ConvShape> {
  const zeros = new Float32Array(Math.max(imageSize(shape), kernelSize(shape)));
  const image = zeros.subarray(0, imageSize(shape));
  const seen = new Set<string>();
  for (const smaller of shrinkShape({ shape, image, kernel: zeros.subarray(0, kernelSize(shape)) })) {
    if (smaller === undefined || seen.has(shapeKey(smaller.shape))) continue;
    seen.add(shapeKey(smaller.shape));
    yield smaller.shape;
  }
}

/** Values with their weights. */
type Weighted = readonly (readonly [value: number, weight: number])[];

const batches: Weighted = [
  [1, 78],
  [2, 14],
  [3, 8],
];
const channels: Weighted = [
  [1, 46],
  [2, 16],
  [3, 14],
  [4, 8],
  [5, 4],
  [6, 3],
  [7, 3],
  [8, 4],
  [9, 2],
];
const kernels: Weighted = [
  [1, 16],
  [2, 16],
  [3, 32],
  [4, 9],
  [5, 19],
  [6, 3],
  [7, 5],
];
const strides: Weighted = [
  [1, 58],
  [2, 22],
  [3, 10],
  [4, 5],
  [5, 5],
];
const dilations: Weighted = [
  [1, 70],
  [2, 20],
  [3, 10],
];
const zeros: Weighted = [
  [0, 40],
  [1, 30],
  [2, 15],
  [3, 10],
  [6, 5],
];

/** The most rows and columns of an image, except for the few that are large on purpose. */
const largestImage = 17;
/** The most products that a shape may have; one that has more loses batch entries, channels, then rows and columns. */
const usualProducts = 2 ** 14;
/** The same for the one shape in 200 that is large on purpose. */
const largeProducts = 2 ** 17;

export interface ShapeOptions {
  /** Share of shapes whose single output is one whole window, as in the question of 2018. Default 0.1. */
  readonly whole?: number;
  /**
   * Share of shapes that a depthwise convolution may have too: one channel out, several in. Default 0.15, in addition
   * to those that come by chance.
   */
  readonly depthwise?: number;
}

/**
 * A shape of the domain, always with an output: kernels 1–7 each way (under `same` and explicit padding also larger
 * than the image), strides 1–5, dilations 1–3, each way on its own, `valid`, `same` or explicit zeros (0–6 a side),
 * batch 1–3, channels 1–9 in and out, images to 17 × 17. Small sizes are frequent, so that the average shape has some
 * hundreds of products; one in 200 has up to 2^17 of them, and one in 400 an image of 18 to 34 pixels a side. Never:
 * kernels that do not fit.
 */
export function randomShape(rng: Rng, { whole = 0.1, depthwise = 0.15 }: ShapeOptions = {}): ConvShape {
  const kernelHeight = weighted(rng, kernels);
  const kernelWidth = weighted(rng, kernels);
  if (rng.chance(whole)) return wholeWindow(rng, kernelHeight, kernelWidth);
  const separate = rng.chance(depthwise);
  const stride = [weighted(rng, strides), weighted(rng, strides)] as const;
  const kind = rng.below(20);
  const padding: Padding = kind < 9 ? 'valid' : kind < 15 ? 'same' : explicitZeros(rng);
  const [top, bottom, left, right] = typeof padding === 'string' ? [0, 0, 0, 0] : padding;
  const reach = padding === 'same' ? Number.POSITIVE_INFINITY : largestImage;
  const dilation = [
    fitting(weighted(rng, dilations), kernelHeight, reach + top + bottom),
    fitting(weighted(rng, dilations), kernelWidth, reach + left + right),
  ] as const;
  const rows = padding === 'same' ? 1 : (kernelHeight - 1) * dilation[0] + 1 - top - bottom;
  const columns = padding === 'same' ? 1 : (kernelWidth - 1) * dilation[1] + 1 - left - right;
  const shape: ConvShape = {
    batch: weighted(rng, batches),
    height: side(rng, rows),
    width: side(rng, columns),
    channelsIn: separate ? rng.between(2, 9) : weighted(rng, channels),
    channelsOut: separate ? 1 : weighted(rng, channels),
    kernelHeight,
    kernelWidth,
    stride,
    dilation,
    padding,
  };
  if (rng.below(200) > 0) return lighter(shape, rows, columns, usualProducts);
  const least = rng.chance(0.5) ? 14 : largestImage + 1;
  const most = least === 14 ? largestImage : 2 * largestImage;
  const [height, width] = [rng.between(least, most), rng.between(least, most)];
  const larger = {
    height: Math.max(shape.height, height),
    width: Math.max(shape.width, width),
    stride: [1, 1],
  } as const;
  const deep = least === 14 ? { channelsIn: 9, channelsOut: separate ? 1 : 9 } : {};
  return lighter({ ...shape, ...larger, ...deep }, rows, columns, largeProducts);
}

/**
 * The largest dilation up to the drawn one with which a kernel reaches over no more pixels than there are, padding
 * included.
 */
function fitting(dilation: number, kernel: number, reach: number): number {
  return (kernel - 1) * dilation + 1 <= reach ? dilation : dilation - 1;
}

function wholeWindow(rng: Rng, kernelHeight: number, kernelWidth: number): ConvShape {
  const channelsIn = weighted(rng, channels);
  const sizes = { height: kernelHeight, width: kernelWidth, kernelHeight, kernelWidth, channelsIn };
  return { batch: 1, ...sizes, channelsOut: 1, stride: [1, 1], dilation: [1, 1], padding: 'valid' };
}

function explicitZeros(rng: Rng): readonly [number, number, number, number] {
  return [weighted(rng, zeros), weighted(rng, zeros), weighted(rng, zeros), weighted(rng, zeros)];
}

/** From `least` (at least 1) to 17: exactly the least in a quarter of the draws, up to five more in half of them. */
function side(rng: Rng, least: number): number {
  const from = Math.max(1, least);
  const choice = rng.below(4);
  if (choice === 0) return from;
  return rng.between(from, choice < 3 ? Math.min(largestImage, from + 5) : largestImage);
}

function lighter(shape: ConvShape, rows: number, columns: number, most: number): ConvShape {
  let light = shape;
  while (productCount(light) > most) {
    if (light.batch > 1) light = { ...light, batch: 1 };
    else if (light.channelsOut > 2) light = { ...light, channelsOut: light.channelsOut >> 1 };
    else if (light.channelsIn > 3) light = { ...light, channelsIn: light.channelsIn - 2 };
    else if (light.height > Math.max(8, rows)) light = { ...light, height: light.height - 1 };
    else if (light.width > Math.max(8, columns)) light = { ...light, width: light.width - 1 };
    else return light;
  }
  return light;
}

/** Products of all outputs, padding included. */
export function productCount(shape: ConvShape): number {
  return outputSize(shape) * shape.kernelHeight * shape.kernelWidth * shape.channelsIn;
}

function weighted(rng: Rng, values: Weighted): number {
  let left = rng.unit() * values.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of values) {
    left -= weight;
    if (left < 0) return value;
  }
  return values[values.length - 1]![0];
}

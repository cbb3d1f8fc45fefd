import type { Case } from '../conv/batch.ts';
import { checkShape } from '../conv/check-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { NumberArray } from './number-array.ts';
import { countRounded } from './with-type.ts';

/** How image and kernel make a convolution. */
export interface CaseOptions {
  readonly stride: ConvShape['stride'];
  readonly dilation: ConvShape['dilation'];
  readonly padding: ConvShape['padding'];
  /** Round inputs that are not binary32 numbers instead of refusing them. */
  readonly roundInputs: boolean;
}

/** A case from files. */
export interface FileCase {
  readonly case: Case;
  /** How many numbers were rounded to binary32. */
  readonly rounded: number;
}

/**
 * A case from an image (rows × columns, or NHWC) and a kernel (rows × columns, or HWIO). NaN and the infinities are
 * accepted. Throws a UsageError for sizes that do not fit together, and for a finite number that is not a binary32
 * number unless `roundInputs` is set.
 */
export function caseOfArrays(image: NumberArray, kernel: NumberArray, options: CaseOptions): FileCase {
  const [batch, height, width, channelsIn] = four(image, 'an image (rows × columns, or NHWC)', ([r, c]) => [
    1,
    r,
    c,
    1,
  ]);
  const [kernelHeight, kernelWidth, depth, channelsOut] = four(
    kernel,
    'a kernel (rows × columns, or HWIO)',
    ([r, c]) => [r, c, 1, 1],
  );
  if (channelsIn !== depth) {
    throw new UsageError(
      `${kernel.path}: takes ${depth} input channels, but the image ${image.path} has ${channelsIn} ` +
        '(an image is NHWC, a kernel HWIO)',
    );
  }
  const { stride, dilation, padding } = options;
  const shape = { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding };
  checkShape(shape);
  const [pixels, taps] = [narrowed(image, options.roundInputs), narrowed(kernel, options.roundInputs)];
  return { case: { shape, image: pixels.numbers, kernel: taps.numbers }, rounded: pixels.rounded + taps.rounded };
}

type Four = readonly [number, number, number, number];

function four(array: NumberArray, what: string, widen: (two: readonly [number, number]) => Four): Four {
  const { path, sizes } = array;
  if (sizes.length !== 2 && sizes.length !== 4) {
    throw new UsageError(
      `${path}: has ${sizes.length} ${sizes.length === 1 ? 'dimension' : 'dimensions'}; ${what} has 2 or 4`,
    );
  }
  if (sizes.some((size) => size === 0)) throw new UsageError(`${path}: has no numbers: ${sizes.join('×')}`);
  return sizes.length === 2 ? widen([sizes[0]!, sizes[1]!]) : [sizes[0]!, sizes[1]!, sizes[2]!, sizes[3]!];
}

function narrowed(array: NumberArray, round: boolean): { numbers: Float32Array; rounded: number } {
  const rounded = countRounded(array, [0, array.numbers], 'float32', round);
  return { numbers: new Float32Array(array.numbers), rounded };
}

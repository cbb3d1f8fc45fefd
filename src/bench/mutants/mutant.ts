import type { Batch } from '../../conv/batch.ts';
import { outputShape, paddingOf } from '../../conv/output-shape.ts';
import { type ConvShape, imageSize, kernelSize } from '../../conv/shape.ts';
import type { Subject } from '../../engines/engine.ts';
/** A wrong implementation, and how it should be found. */
export interface Mutant {
  readonly name: string;
  /** What is wrong, as the end of a sentence that begins with "It". */
  readonly does: string;
  readonly subject: Subject;
  /** The claim that it violates. */
  readonly claim: string;
  /** The smallest number of non-zero terms of an output on which it can show. */
  readonly terms: number;
  /** It mixes up the cases of one call, so it shows only in a batch. */
  readonly onlyInBatch?: boolean;
  /** It gives no numbers there: its rows fail, without a counterexample. */
  readonly crashes?: boolean;
}

/** A mutant that is a wrong loop. */
export function bug(
  name: string,
  does: string,
  ways: Ways,
  { claim = 'dot-any-order', terms = 1 }: { readonly claim?: string; readonly terms?: Mutant['terms'] } = {},
): Mutant {
  return { name, does, subject: mutantEngine(name, loops(ways)), claim, terms };
}

/**
 * One product of one output: batch entry, row, column and channel of the output; row, column and input channel of the
 * tap.
 */
export interface Spot {
  entry: number;
  row: number;
  column: number;
  channel: number;
  kernelRow: number;
  kernelColumn: number;
  depth: number;
}

/** A shape with what the loops of a convolution need. */
export interface Geometry {
  readonly shape: ConvShape;
  readonly padding: readonly [top: number, bottom: number, left: number, right: number];
  readonly rows: number;
  readonly columns: number;
}

/** Adds n products, starting at index `from`. */
export type Sum = (left: Float32Array, right: Float32Array, from: number, n: number) => number;
export type Outputs = (batch: Batch, geometry: Geometry) => Float32Array;

/** Memory behind the image. It holds the bits of a small integer; read as binary32 it is a subnormal number. */
export const beyondImage = -2;
const garbage = 12345 * 2 ** -149;

/** The ways in which a mutant may differ from a correct implementation. */
export interface Ways {
  /** Index of the pixel in the image; −1 for a zero of the padding, `beyondImage` for memory behind the image. */
  readonly pixel?: (geometry: Geometry, spot: Spot) => number;
  /** Index of the tap in the kernel; −1 for a tap that is left out. */
  readonly tap?: (geometry: Geometry, spot: Spot) => number;
  readonly sum?: Sum;
  /** Changes the outputs of a batch at the end. */
  readonly after?: (outputs: Float32Array, geometry: Geometry, count: number) => void;
}

/** A convolution in six loops. Its index arithmetic is its own and shares nothing with that of the references. */
export function loops({ pixel = pixelIndex, tap = tapIndex, sum = sequentialSum, after }: Ways): Outputs {
  return (batch, geometry) => {
    const { shape, rows, columns } = geometry;
    const [images, kernels] = [imageSize(shape), kernelSize(shape)];
    const { pixels, taps } = placesOf(geometry, pixel, tap);
    const terms = shape.kernelHeight * shape.kernelWidth * shape.channelsIn;
    const size = shape.batch * rows * columns * shape.channelsOut;
    const outputs = new Float32Array(batch.count * size);
    const left = new Float32Array(terms);
    const right = new Float32Array(terms);
    for (let i = 0, o = 0, image = 0, kernel = 0; i < batch.count; i++, image += images, kernel += kernels) {
      for (let from = 0; from < size * terms; from += terms, o++) {
        for (let t = 0; t < terms; t++) {
          const at = pixels[from + t]!;
          const by = taps[from + t]!;
          left[t] = at >= 0 ? batch.images[image + at]! : at === beyondImage ? garbage : 0;
          right[t] = by >= 0 ? batch.kernels[kernel + by]! : 0;
        }
        outputs[o] = sum(left, right, 0, terms);
      }
    }
    after?.(outputs, geometry, batch.count);
    return outputs;
  };
}

function placesOf(geometry: Geometry, pixel: Required<Ways>['pixel'], tap: Required<Ways>['tap']) {
  const { shape, rows, columns } = geometry;
  const { channelsIn, channelsOut, kernelHeight, kernelWidth } = shape;
  const length = shape.batch * rows * columns * channelsOut * kernelHeight * kernelWidth * channelsIn;
  const pixels = new Int32Array(length);
  const taps = new Int32Array(length);
  const spot: Spot = { entry: 0, row: 0, column: 0, channel: 0, kernelRow: 0, kernelColumn: 0, depth: 0 };
  let i = 0;
  for (spot.entry = 0; spot.entry < shape.batch; spot.entry++)
    for (spot.row = 0; spot.row < rows; spot.row++)
      for (spot.column = 0; spot.column < columns; spot.column++)
        for (spot.channel = 0; spot.channel < channelsOut; spot.channel++)
          for (spot.kernelRow = 0; spot.kernelRow < kernelHeight; spot.kernelRow++)
            for (spot.kernelColumn = 0; spot.kernelColumn < kernelWidth; spot.kernelColumn++)
              for (spot.depth = 0; spot.depth < channelsIn; spot.depth++, i++) {
                pixels[i] = pixel(geometry, spot);
                taps[i] = tap(geometry, spot);
              }
  return { pixels, taps };
}

/** Index of the pixel that a correct implementation multiplies here. */
export function pixelIndex({ shape, padding }: Geometry, spot: Spot): number {
  const { stride, dilation } = shape;
  const row = spot.row * stride[0] + spot.kernelRow * dilation[0] - padding[0];
  const column = spot.column * stride[1] + spot.kernelColumn * dilation[1] - padding[2];
  return pixelAt(shape, spot, row, column);
}

/** Index of a pixel in the image; −1 outside. */
export function pixelAt(shape: ConvShape, { entry, depth }: Spot, row: number, column: number): number {
  const { height, width, channelsIn } = shape;
  if (row < 0 || row >= height || column < 0 || column >= width) return -1;
  return ((entry * height + row) * width + column) * channelsIn + depth;
}

export function tapIndex({ shape }: Geometry, { kernelRow, kernelColumn, depth, channel }: Spot): number {
  const { kernelWidth, channelsIn, channelsOut } = shape;
  return ((kernelRow * kernelWidth + kernelColumn) * channelsIn + depth) * channelsOut + channel;
}

export const sequentialSum: Sum = (left, right, from, n) => {
  let sum = 0;
  for (let t = from; t < from + n; t++) sum = Math.fround(sum + Math.fround(left[t]! * right[t]!));
  return sum;
};

interface SoldAs extends Partial<Pick<Subject, 'id' | 'summation'>> {
  /** Why it fails at a shape; undefined where it does not. */
  readonly fails?: (shape: ConvShape) => string | undefined;
}

/**
 * A subject that computes its outputs by `outputs`. With an `id` and a `summation` of an algorithm of lastbit, it is
 * held to what that algorithm promises.
 */
export function mutantEngine(
  name: string,
  outputs: Outputs,
  { id = `mutant/${name}`, summation: algorithm = 'unknown', fails = () => undefined }: SoldAs = {},
): Subject {
  return {
    ...{ id, engine: 'mutant', operation: 'conv2d', format: 'binary32', summation: algorithm },
    availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
    evaluate: async (batch) => {
      const { shape } = batch;
      const reason = fails(shape);
      if (reason !== undefined) return { kind: 'failed', reason };
      const [, rows, columns] = outputShape(shape);
      const geometry = { shape, rows, columns, padding: paddingOf(shape) };
      return { kind: 'value', format: 'binary32', outputs: outputs(batch, geometry) };
    },
  };
}

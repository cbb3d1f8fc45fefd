import { type Matrix, transformedBy, type WinogradTransform } from '../../claims/comparisons/winograd-transform.ts';
import type { Batch } from '../../conv/batch.ts';
import { imageSize, kernelSize } from '../../conv/shape.ts';
import { type Geometry, loops, type Outputs, pixelAt, tapIndex } from './mutant.ts';

const direct = loops({});

/**
 * A convolution of 3×3 kernels in the domain of the transform, without dilation and strides. Other shapes use the plain
 * loop.
 */
export function winograd(transform: WinogradTransform): Outputs {
  return (batch, geometry) => {
    const { kernelHeight, kernelWidth, stride, dilation } = geometry.shape;
    const [steps, sides] = [
      [...stride, ...dilation],
      [kernelHeight, kernelWidth],
    ];
    const fits = sides.every((side) => side === 3) && steps.every((step) => step === 1);
    return fits ? transformed(transform, batch, geometry) : direct(batch, geometry);
  };
}

function transformed(
  { side, pixels, kernel, outputs: output }: WinogradTransform,
  batch: Batch,
  geometry: Geometry,
): Float32Array {
  const tile = side - 2;
  const { shape, rows, columns } = geometry;
  const size = shape.batch * rows * columns * shape.channelsOut;
  const outputs = new Float32Array(batch.count * size);
  for (let i = 0; i < batch.count; i++) {
    const image = batch.images.subarray(i * imageSize(shape), (i + 1) * imageSize(shape));
    const taps = batch.kernels.subarray(i * kernelSize(shape), (i + 1) * kernelSize(shape));
    const kernels = depths(shape.channelsIn).map((depth) =>
      depths(shape.channelsOut).map((channel) => transformedBy(kernel, tapsOf(geometry, taps, depth, channel))),
    );
    for (let entry = 0; entry < shape.batch; entry++)
      for (let row = 0; row < rows; row += tile)
        for (let column = 0; column < columns; column += tile) {
          const inputs = depths(shape.channelsIn).map((depth) =>
            transformedBy(pixels, patchOf(geometry, image, { entry, row, column, depth }, side)),
          );
          for (let channel = 0; channel < shape.channelsOut; channel++) {
            const sums = inputs.reduce<number[][] | undefined>(
              (sum, patch, depth) => multiplyAdd(sum, patch, kernels[depth]![channel]!),
              undefined,
            );
            const block = transformedBy(output, sums!);
            for (let r = 0; r < tile && row + r < rows; r++)
              for (let q = 0; q < tile && column + q < columns; q++) {
                const place = ((entry * rows + row + r) * columns + column + q) * shape.channelsOut + channel;
                outputs[i * size + place] = block[r]![q]!;
              }
          }
        }
  }
  return outputs;
}

const depths = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function tapsOf(geometry: Geometry, taps: Float32Array, depth: number, channel: number): Matrix {
  const spot = { entry: 0, row: 0, column: 0, channel, depth };
  return depths(3).map((kernelRow) =>
    depths(3).map((kernelColumn) => taps[tapIndex(geometry, { ...spot, kernelRow, kernelColumn })]!),
  );
}

interface Corner {
  readonly entry: number;
  readonly row: number;
  readonly column: number;
  readonly depth: number;
}

function patchOf({ shape, padding }: Geometry, image: Float32Array, corner: Corner, side: number): Matrix {
  const spot = { ...corner, channel: 0, kernelRow: 0, kernelColumn: 0 };
  return depths(side).map((r) =>
    depths(side).map((q) => {
      const index = pixelAt(shape, spot, corner.row + r - padding[0], corner.column + q - padding[2]);
      return index < 0 ? 0 : image[index]!;
    }),
  );
}

function multiplyAdd(sum: Matrix | undefined, a: Matrix, b: Matrix): number[][] {
  return a.map((row, r) =>
    row.map((x, q) => {
      const product = Math.fround(x * b[r]![q]!);
      return sum === undefined ? product : Math.fround(sum[r]![q]! + product);
    }),
  );
}

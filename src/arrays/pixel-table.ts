/** One axis of a convolution. `before` is the padding above or left of the pixels. */
export interface ConvolutionAxis {
  readonly pixels: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly transposed: boolean;
}

/**
 * The pixel that output y multiplies with tap r, at y · kernel + r; −1 where there is none. Of a transposed convolution
 * it is the pixel that is spread to y.
 */
export function pixelTable(axis: ConvolutionAxis): Int32Array {
  const table = new Int32Array(axis.outputs * axis.kernel);
  for (let y = 0; y < axis.outputs; y++)
    for (let r = 0; r < axis.kernel; r++) table[y * axis.kernel + r] = pixelOf(axis, y, r);
  return table;
}

function pixelOf({ pixels, stride, dilation, before, transposed }: ConvolutionAxis, y: number, r: number): number {
  const place = transposed ? (y + before - r * dilation) / stride : y * stride + r * dilation - before;
  return Number.isInteger(place) && place >= 0 && place < pixels ? place : -1;
}

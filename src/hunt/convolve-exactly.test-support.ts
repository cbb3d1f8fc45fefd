import type { Case } from '../conv/batch.ts';
import { outputShape, paddingOf } from '../conv/output-shape.ts';

/** The convolution of small whole numbers, written once more: four loops over outputs, three over the window. */
export function convolveExactly({ shape, image, kernel }: Case): readonly number[] {
  const { height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation } = shape;
  const [batch, rows, columns] = outputShape(shape);
  const [top, , left] = paddingOf(shape);
  const outputs: number[] = [];
  for (let b = 0; b < batch; b++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        for (let c = 0; c < channelsOut; c++) {
          let sum = 0;
          for (let r = 0; r < kernelHeight; r++)
            for (let q = 0; q < kernelWidth; q++)
              for (let k = 0; k < channelsIn; k++) {
                const [row, column] = [y * stride[0] + r * dilation[0] - top, x * stride[1] + q * dilation[1] - left];
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                const pixel = ((b * height + row) * width + column) * channelsIn + k;
                sum += image[pixel]! * kernel[((r * kernelWidth + q) * channelsIn + k) * channelsOut + c]!;
              }
          outputs.push(sum);
        }
  return outputs;
}

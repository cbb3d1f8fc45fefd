import type { Case } from '../../conv/batch.ts';
import type { Operation } from '../../conv/shape.ts';
import { slowOutputs } from '../../conv/slow-outputs.test-support.ts';
import { slowVolume } from '../../conv/slow-volume.test-support.ts';

/**
 * A convolution by its definition, pixel by pixel in binary64, exact on small integers. It does not use `planTerms`.
 */
export function slowConvolution(input: Case, operation: Operation): number[] {
  if (/^(grouped|transposed|batched|sum|mean)/.test(operation)) return slowOutputs(input, operation);
  const { shape, image, kernel } = input;
  if (shape.depth !== undefined)
    return slowVolume(input).map((terms) => terms.reduce((sum, [pixel, tap]) => sum + pixel * tap, 0));
  const { batch, height, width, channelsIn, kernelHeight, kernelWidth, stride, dilation, padding } = shape;
  const depthwise = operation === 'depthwise-conv2d';
  const channels = depthwise ? channelsIn : shape.channelsOut;
  const reach = [(kernelHeight - 1) * dilation[0] + 1, (kernelWidth - 1) * dilation[1] + 1] as const;
  const border = [
    zeros(padding, 0, height, reach[0], stride[0]),
    zeros(padding, 2, width, reach[1], stride[1]),
  ] as const;
  const outputs: number[] = [];
  for (let b = 0; b < batch; b++) {
    for (let top = -border[0][0]; top + reach[0] <= height + border[0][1]; top += stride[0]) {
      for (let left = -border[1][0]; left + reach[1] <= width + border[1][1]; left += stride[1]) {
        for (let channel = 0; channel < channels; channel++) outputs.push(output(b, top, left, channel));
      }
    }
  }
  return outputs;

  function output(b: number, top: number, left: number, channel: number): number {
    let sum = 0;
    for (let r = 0; r < kernelHeight; r++) {
      for (let q = 0; q < kernelWidth; q++) {
        const [y, x] = [top + r * dilation[0], left + q * dilation[1]];
        if (y < 0 || y >= height || x < 0 || x >= width) continue;
        for (let k = 0; k < channelsIn; k++) {
          if (depthwise && k !== channel) continue;
          const tap = (r * kernelWidth + q) * channelsIn + k;
          const pixel = ((b * height + y) * width + x) * channelsIn + k;
          sum += image[pixel]! * kernel[depthwise ? tap : tap * channels + channel]!;
        }
      }
    }
    return sum;
  }
}

function zeros(
  padding: Case['shape']['padding'],
  at: 0 | 2,
  size: number,
  reach: number,
  stride: number,
): [number, number] {
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return [padding[at], padding[at + 1]!];
  const left = size % stride === 0 ? stride : size % stride;
  const all = Math.max(0, reach - left);
  return [all >> 1, all - (all >> 1)];
}

import type { Operation } from './operation.ts';
import { paddingOf } from './padding-of.ts';
import type { ConvShape } from './shape.ts';

/**
 * The shape of one output, NHWC: [batch, height, width, channels].
 * Rows = ⌊(height + top + bottom − (kernelHeight − 1) · dilation − 1) / stride⌋ + 1, columns likewise; it is not positive where
 * the kernel does not fit. Channels are `channelsOut`, for a depthwise convolution `channelsIn`.
 */
export function outputShape(
  shape: ConvShape,
  operation: Operation = 'conv2d',
): readonly [batch: number, height: number, width: number, channels: number] {
  const [top, bottom, left, right] = paddingOf(shape);
  const height = outputs(shape.height + top + bottom, shape.kernelHeight, shape.stride[0], shape.dilation[0]);
  const width = outputs(shape.width + left + right, shape.kernelWidth, shape.stride[1], shape.dilation[1]);
  return [shape.batch, height, width, operation === 'depthwise-conv2d' ? shape.channelsIn : shape.channelsOut];
}

/** Numbers in one output. */
export function outputSize(shape: ConvShape, operation: Operation = 'conv2d'): number {
  const [batch, height, width, channels] = outputShape(shape, operation);
  return batch * height * width * channels;
}

function outputs(size: number, kernel: number, stride: number, dilation: number): number {
  return Math.floor((size - (kernel - 1) * dilation - 1) / stride) + 1;
}

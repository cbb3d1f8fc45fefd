import type { ConvShape } from './shape.ts';

/**
 * The rows and columns of zeros around an image, in numbers: [top, bottom, left, right].
 *
 * `valid` is none. `same` is TensorFlow's SAME: the output has ⌈size / stride⌉ rows, the zeros are as few as that takes,
 * max(0, (output − 1) · stride + reach − size) with reach = (kernel − 1) · dilation + 1, half of them (rounded down)
 * before the image and the rest after it: an odd row or column of zeros goes to the bottom and the right.
 */
export function paddingOf(shape: ConvShape): readonly [top: number, bottom: number, left: number, right: number] {
  if (shape.padding === 'valid') return [0, 0, 0, 0];
  if (shape.padding !== 'same') return shape.padding;
  const rows = samePadding(shape.height, shape.kernelHeight, shape.stride[0], shape.dilation[0]);
  const columns = samePadding(shape.width, shape.kernelWidth, shape.stride[1], shape.dilation[1]);
  return [...rows, ...columns];
}

function samePadding(size: number, kernel: number, stride: number, dilation: number): [before: number, after: number] {
  const output = Math.ceil(size / stride);
  const total = Math.max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - size);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

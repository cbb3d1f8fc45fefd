import type { ConvShape } from './shape.ts';

/**
 * A shape in one line, the same for equal shapes and different for different ones:
 * `1×5×5×1 * 5×5×1×1 stride 1×1 dilation 1×1 valid` (image NHWC, kernel HWIO).
 */
export function shapeKey(shape: ConvShape): string {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding } = shape;
  const image = `${batch}×${height}×${width}×${channelsIn}`;
  const kernel = `${kernelHeight}×${kernelWidth}×${channelsIn}×${channelsOut}`;
  const border = typeof padding === 'string' ? padding : `padding ${padding.join(',')}`;
  return `${image} * ${kernel} stride ${stride.join('×')} dilation ${dilation.join('×')} ${border}`;
}

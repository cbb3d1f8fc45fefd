import type { ConvShape } from './shape.ts';

/**
 * The transforms with a proven bound: Winograd's by the outputs of a tile's side, Fourier's, and Strassen's product of
 * windows and filters.
 */
export type TransformName = 'winograd-2' | 'winograd-4' | 'winograd-6' | 'fourier' | 'strassen';

/**
 * The transforms of a convolution that a shape admits: Winograd's only for 3×3 taps without stride and dilation. None
 * has a proven bound for volumes.
 */
export function transformsAt({
  kernelHeight,
  kernelWidth,
  stride,
  dilation,
  depth,
}: ConvShape): readonly TransformName[] {
  if (depth !== undefined) return [];
  const plain = [...stride, ...dilation].every((step) => step === 1);
  const winograd = plain && kernelHeight === 3 && kernelWidth === 3;
  return winograd ? ['winograd-2', 'winograd-4', 'winograd-6', 'fourier'] : ['fourier'];
}

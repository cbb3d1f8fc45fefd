import type { ConvShape } from '../../conv/shape.ts';

type Four = [number, number, number, number];
type Pair = [number, number];

/** A shape in the words of tfjs: NHWC, HWIO, and explicit padding as pairs for each of the four axes. */
export interface TfjsArguments {
  readonly image: Four;
  readonly kernel: Four;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: 'valid' | 'same' | [Pair, Pair, Pair, Pair];
}

export function tfjsArguments(shape: ConvShape, channelsIn: number = shape.channelsIn): TfjsArguments {
  const { batch, height, width, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding } = shape;
  return {
    image: [batch, height, width, channelsIn],
    kernel: [kernelHeight, kernelWidth, channelsIn, channelsOut],
    stride: [...stride],
    dilation: [...dilation],
    padding:
      typeof padding === 'string'
        ? padding
        : [
            [0, 0],
            [padding[0], padding[1]],
            [padding[2], padding[3]],
            [0, 0],
          ],
  };
}

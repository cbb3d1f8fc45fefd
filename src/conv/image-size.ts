import type { ConvShape } from './shape.ts';

/** Numbers in one image: batch · height · width · channelsIn. */
export function imageSize(shape: ConvShape): number {
  return shape.batch * shape.height * shape.width * shape.channelsIn;
}

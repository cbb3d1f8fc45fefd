import type { ConvShape } from '../conv/shape.ts';

/** What the drawing of image and kernel does not show. */
export function shapeText({ stride, dilation, padding }: ConvShape): string {
  const border = typeof padding === 'string' ? padding : `zeros ${padding.join(', ')} (top, bottom, left, right)`;
  return `stride ${stride.join(' × ')}, dilation ${dilation.join(' × ')}, padding ${border}`;
}

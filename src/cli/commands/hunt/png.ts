import type { Case } from '../../../conv/batch.ts';
import { encodePng } from '../../../files/png.ts';
import type { PixelLevels } from '../../../hunt/constraints.ts';

/** An image of the levels `name` as a PNG of eight bits: grey for one channel, RGB for three. */
export function pngOf({ shape, image }: Pick<Case, 'shape' | 'image'>, name: PixelLevels): Uint8Array {
  const scale = name === '8bit' ? 1 : 255;
  return encodePng({
    ...{ width: shape.width, height: shape.height, channels: shape.channelsIn === 1 ? 1 : 3 },
    bytes: Uint8Array.from(image, (x) => Math.round(x * scale)),
  });
}

import { crc32, deflateSync } from 'node:zlib';
import type { Case } from '../../../conv/batch.ts';
import type { PixelLevels } from '../../../hunt/constraints.ts';

/**
 * An image of the levels `name` as a PNG of eight bits: grey for one channel, RGB for three. Node has the
 * compression and the checksum, so a library would add little. Format: https://www.w3.org/TR/png-3/, §11.2.
 */
export function pngOf({ shape, image }: Pick<Case, 'shape' | 'image'>, name: PixelLevels): Uint8Array {
  const { height, width, channelsIn } = shape;
  const scale = name === '8bit' ? 1 : 255;
  const row = width * channelsIn;
  // Each row begins with the number of its filter: 0, none.
  const rows = new Uint8Array(height * (row + 1));
  image.forEach((x, index) => {
    rows[Math.floor(index / row) * (row + 1) + 1 + (index % row)] = Math.round(x * scale);
  });
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, channelsIn === 1 ? 0 : 2);
  const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
  return Buffer.concat([
    ...[signature, chunk('IHDR', new Uint8Array(header.buffer)), chunk('IDAT', deflateSync(rows))],
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Length, name, data, and the checksum of name and data. */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const bytes = Buffer.alloc(named.length + 8);
  bytes.writeUInt32BE(data.length, 0);
  bytes.set(named, 4);
  bytes.writeUInt32BE(crc32(named), named.length + 4);
  return bytes;
}

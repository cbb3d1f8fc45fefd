import { crc32, deflateSync } from 'node:zlib';

/** Bytes of an image row by row: grey for one channel, RGB for three. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bytes: Uint8Array;
}

/**
 * A PNG of eight bits. Node has the compression and the checksum, so a library would add little. Format:
 * https://www.w3.org/TR/png-3/, §11.2.
 */
export function encodePng({ width, height, channels, bytes }: Pixels): Uint8Array {
  const row = width * channels;
  // Each row begins with the number of its filter: 0, none.
  const rows = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y++) rows.set(bytes.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, channels === 1 ? 0 : 2);
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

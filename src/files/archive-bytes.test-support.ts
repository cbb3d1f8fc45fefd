import { crc32, deflateRawSync } from 'node:zlib';

interface ZipOptions {
  readonly deflate?: boolean;
  /** Sizes and places in the fields of ZIP64 only. */
  readonly zip64?: boolean;
  /** What the directory says instead of the truth. */
  readonly claim?: { readonly size?: number; readonly crc?: number; readonly method?: number; readonly flags?: number };
}

/** A ZIP archive: local headers with content, the directory, the end records. */
export function zipBytes(entries: Readonly<Record<string, Uint8Array>>, options: ZipOptions = {}): Uint8Array {
  const { deflate = false, zip64 = false, claim = {} } = options;
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let place = 0;
  for (const [name, content] of Object.entries(entries)) {
    const packed = deflate ? deflateRawSync(content) : content;
    const { size = content.length, crc = crc32(content), method = deflate ? 8 : 0, flags = 0 } = claim;
    const [short, long] = zip64
      ? [
          [0xffffffff, 0xffffffff, 0xffffffff],
          [size, packed.length, place],
        ]
      : [[packed.length, size, place], []];
    const extra = long.length === 0 ? bytes() : bytes([2, 1], [2, 24], ...long.map((n) => [8, n] as const));
    const encoded = new TextEncoder().encode(name);
    const common = [
      [2, 45],
      [2, flags],
      [2, method],
      [4, 0],
      [4, crc],
      [4, short[0]!],
      [4, short[1]!],
    ] as const;
    directory.push(
      bytes(
        [4, 0x02014b50],
        [2, 45],
        ...common,
        [2, encoded.length],
        [2, extra.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, short[2]!],
      ),
      encoded,
      extra,
    );
    const local = [bytes([4, 0x04034b50], ...common, [2, encoded.length], [2, extra.length]), encoded, extra, packed];
    parts.push(...local);
    place += lengthOfAll(local);
  }
  const [count, size] = [Object.keys(entries).length, lengthOfAll(directory)];
  const end = zip64
    ? [
        bytes(
          [4, 0x06064b50],
          [8, 44],
          [2, 45],
          [2, 45],
          [4, 0],
          [4, 0],
          [8, count],
          [8, count],
          [8, size],
          [8, place],
        ),
        bytes([4, 0x07064b50], [4, 0], [8, place + size], [4, 1]),
        bytes([4, 0x06054b50], [2, 0], [2, 0], [2, 0xffff], [2, 0xffff], [4, 0xffffffff], [4, 0xffffffff], [2, 0]),
      ]
    : [bytes([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, place], [2, 0])];
  return new Uint8Array(Buffer.concat([...parts, ...directory, ...end]));
}

const lengthOfAll = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);

/** Little-endian fields. */
function bytes(...fields: readonly (readonly [width: number, number: number])[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      fields.map(([width, number]) => {
        const field = Buffer.alloc(8);
        field.writeBigUInt64LE(BigInt(number));
        return field.subarray(0, width);
      }),
    ),
  );
}

/** A safetensors file with any header. */
export function safetensorsBytes(header: unknown, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  return new Uint8Array(Buffer.concat([bytes([8, text.length]), text, data]));
}

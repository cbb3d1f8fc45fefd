import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, FrameReader, longestHeader, longestPayload, ProtocolError } from './frame.ts';

const frame = fc.record({
  header: fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
  payload: fc.uint8Array({ maxLength: 300 }),
});

/** Cuts bytes into chunks of the given sizes, repeatedly. */
function chunks(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const result: Uint8Array[] = [];
  for (let place = 0, turn = 0; place < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] as number;
    result.push(bytes.subarray(place, place + size));
    place += size;
  }
  return result;
}

function prefix(header: number, payload: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(header, 0);
  bytes.writeUInt32LE(payload, 4);
  return bytes;
}

test('encoded frames are read back from a stream cut anywhere', () => {
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (frames, sizes) => {
      const bytes = Buffer.concat(frames.flatMap(({ header, payload }) => encodeFrame(header, payload)));
      const reader = new FrameReader();
      const read = chunks(bytes, sizes).flatMap((chunk) => reader.push(chunk));
      expect(read.map(({ header, payload }) => ({ header, payload: [...payload] }))).toEqual(
        frames.map(({ header, payload }) => ({ header: JSON.parse(JSON.stringify(header)), payload: [...payload] })),
      );
      expect(reader.pending).toBe(0);
    }),
  );
});

test('the bytes are as the protocol says', () => {
  const bytes = Buffer.concat(encodeFrame({ type: 'é' }, Uint8Array.of(1, 2, 3)));
  expect(bytes.toString('latin1')).toBe('\x0d\0\0\0\x03\0\0\0{"type":"\xc3\xa9"}\x01\x02\x03');
});

test('a frame that is too long is an error as soon as its lengths are known, and nothing is allocated for it', () => {
  for (const [header, payload] of [
    [longestHeader + 1, 0],
    [2, longestPayload + 1],
    [2 ** 32 - 1, 2 ** 32 - 1],
  ] as const) {
    expect(() => new FrameReader().push(prefix(header, payload))).toThrow(ProtocolError);
  }
  const before = process.memoryUsage().arrayBuffers;
  const reader = new FrameReader();
  expect(reader.push(prefix(longestHeader, longestPayload))).toEqual([]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  expect(() => encodeFrame({}, { length: longestPayload + 1 } as Uint8Array)).toThrow(/payload of 1073741825 bytes/);
  expect(() => encodeFrame({ text: 'x'.repeat(longestHeader) })).toThrow(ProtocolError);
});

test.each([['{nope'], ['[1]'], ['null'], ['"hello"'], ['\xff{}']])(
  'a header that is no JSON object is an error: %s',
  (text) => {
    const bytes = Buffer.from(text, 'latin1');
    expect(() => new FrameReader().push(Buffer.concat([prefix(bytes.length, 0), bytes]))).toThrow(ProtocolError);
  },
);

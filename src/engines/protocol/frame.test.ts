import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, type Frame, FrameReader, longestHeader, longestPayload, ProtocolError } from './frame.ts';

const frame = fc.record({
  header: fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
  payload: fc.uint8Array({ maxLength: 300 }),
});

function readFrames(bytes: Uint8Array, reader: FrameReader = new FrameReader()): Frame[] {
  reader.add(bytes);
  const frames: Frame[] = [];
  for (let next = reader.next(); next !== undefined; next = reader.next()) frames.push(next);
  return frames;
}

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
      const read = chunks(bytes, sizes).flatMap((chunk) => readFrames(chunk, reader));
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
    expect(() => readFrames(prefix(header, payload))).toThrow(ProtocolError);
  }
  const before = process.memoryUsage().arrayBuffers;
  const reader = new FrameReader();
  expect(readFrames(prefix(longestHeader, longestPayload), reader)).toEqual([]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  expect(() => encodeFrame({}, { length: longestPayload + 1 } as Uint8Array)).toThrow(/payload of 1073741825 bytes/);
  expect(() => encodeFrame({ text: 'x'.repeat(longestHeader) })).toThrow(ProtocolError);
});

test.each([['{nope'], ['[1]'], ['null'], ['"hello"'], ['\xff{}']])(
  'a header that is no JSON object is an error: %s',
  (text) => {
    const bytes = Buffer.from(text, 'latin1');
    expect(() => readFrames(Buffer.concat([prefix(bytes.length, 0), bytes]))).toThrow(ProtocolError);
  },
);

test('an answer that is longer than what was asked for is an error after its first bytes', () => {
  const limits = { header: 2 ** 16, payloads: [0, 200, 400] };
  const refused = (header: number, payload: number): string => {
    const reader = new FrameReader();
    reader.add(prefix(header, payload));
    try {
      return String(reader.next(limits));
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refused(50, longestPayload)).toBe('a payload of 1073741824 bytes where 0 or 200 or 400 were asked for');
  expect(refused(2 ** 17, 0)).toBe('a header of 131072 bytes; at most 65536 are allowed');
  expect(refused(50, 400)).toBe('undefined');
});

test.each([
  ['Loading model…\n', '"Loading model…"'],
  ['\n\x1b[31mready\x07\u202e\n', '"\\u001b[31mready\\u0007\\u202e"'],
  [`${'x'.repeat(500)}\n`, `"${'x'.repeat(60)}…"`],
  ['step 1\n\x13\0\0\0\0\0\0\0{"type":"declined"}', '"step 1"'],
])('text where a frame was expected is named as text: %j', (text, shown) => {
  expect(() => readFrames(Buffer.from(text))).toThrow(
    `the engine printed ${shown} on standard output, which belongs to the protocol; print to standard error`,
  );
});

test('a line end before a frame is an error at once, not a frame to wait for', () => {
  const [head] = encodeFrame({ type: 'declined' });
  expect(() => readFrames(Buffer.concat([Buffer.from('\n'), head]))).toThrow(/not a JSON object/);
});

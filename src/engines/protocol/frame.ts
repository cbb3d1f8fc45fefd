/**
 * A frame of the engine protocol (docs/protocol.md), in either direction. Integers are little-endian: uint32 header
 * length, uint32 payload length, header (a JSON object in UTF-8), payload (numbers, little-endian). A frame that
 * announces more than the limits is an error after its first eight bytes; nothing is allocated for it.
 */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Uint8Array;
}

/** The other side violated the protocol. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

export const prefixBytes = 8;
export const longestHeader: number = 2 ** 20;
export const longestPayload: number = 2 ** 30;

/**
 * A frame in two pieces (prefix with header, payload), so that a large payload is not copied. Throws a ProtocolError if
 * a piece is too long.
 */
export function encodeFrame(
  header: object,
  payload: Uint8Array = new Uint8Array(0),
): [head: Uint8Array, payload: Uint8Array] {
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  checkLengths(text.length, payload.length);
  const head = Buffer.alloc(prefixBytes + text.length);
  head.writeUInt32LE(text.length, 0);
  head.writeUInt32LE(payload.length, 4);
  head.set(text, prefixBytes);
  return [head, payload];
}

/** The two lengths at the start of a frame. Throws a ProtocolError if one exceeds its limit. */
export function decodePrefix(prefix: Uint8Array): { readonly header: number; readonly payload: number } {
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefixBytes);
  const lengths = { header: view.getUint32(0, true), payload: view.getUint32(4, true) };
  checkLengths(lengths.header, lengths.payload);
  return lengths;
}

export function decodeHeader(bytes: Uint8Array): Frame['header'] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ProtocolError(`a header of ${bytes.length} bytes is not JSON in UTF-8: ${excerpt(bytes)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolError(`a header is not a JSON object: ${excerpt(bytes)}`);
  }
  return value as Frame['header'];
}

function checkLengths(header: number, payload: number): void {
  if (header > longestHeader)
    throw new ProtocolError(`a header of ${header} bytes; at most ${longestHeader} are allowed`);
  if (payload > longestPayload)
    throw new ProtocolError(`a payload of ${payload} bytes; at most ${longestPayload} are allowed`);
}

function excerpt(bytes: Uint8Array): string {
  return JSON.stringify(Buffer.from(bytes.subarray(0, 60)).toString('latin1'));
}

/**
 * Turns a stream of chunks, cut anywhere, into frames. It holds only bytes that have arrived, whatever a prefix
 * announces. After a ProtocolError from `push`, stop reading: the stream has no known position.
 */
export class FrameReader {
  #chunks: Uint8Array[] = [];
  #held = 0;
  #lengths: { readonly header: number; readonly payload: number } | undefined;

  push(chunk: Uint8Array): Frame[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  /** Bytes of the unfinished frame. */
  get pending(): number {
    return this.#held + (this.#lengths === undefined ? 0 : prefixBytes);
  }

  #next(): Frame | undefined {
    if (this.#lengths === undefined) {
      if (this.#held < prefixBytes) return undefined;
      this.#lengths = decodePrefix(this.#take(prefixBytes));
    }
    const { header, payload } = this.#lengths;
    if (this.#held < header + payload) return undefined;
    this.#lengths = undefined;
    return { header: decodeHeader(this.#take(header)), payload: this.#take(payload) };
  }

  #take(length: number): Uint8Array {
    const first = this.#chunks[0];
    const all = first !== undefined && first.length >= length ? first : Buffer.concat(this.#chunks);
    if (all === first) this.#chunks.shift();
    else this.#chunks = [];
    if (all.length > length) this.#chunks.unshift(all.subarray(length));
    this.#held -= length;
    return all.subarray(0, length);
  }
}

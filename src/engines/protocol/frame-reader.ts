import { decodeHeader, decodePrefix, type Frame, prefixBytes } from './frame.ts';

/**
 * Turns a stream of chunks, cut anywhere, into frames. Memory is held only for bytes that have arrived, whatever a prefix
 * announces. After an error (a ProtocolError from `push`) the stream has no known place to go on from: stop reading it.
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

  /** Bytes of an unfinished frame. */
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

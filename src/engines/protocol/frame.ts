import { printedText, quoted } from './printed-text.ts';

/**
 * A frame of the engine protocol (docs/protocol.md), in either direction. Integers are little-endian: uint32 header
 * length, uint32 payload length, header (a JSON object in UTF-8), payload (numbers, little-endian). A frame that
 * announces more than the limits is an error after its first eight bytes; nothing is allocated for it.
 */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Uint8Array;
}

/**
 * Which rule of the protocol is broken. `field`: a field of a header is missing, or is not what it should be.
 * `other-format`: the answer is in a format that the request does not allow. `outside`: it has a number that the
 * format of the request does not hold.
 */
export type ProtocolRule =
  | 'header-length'
  | 'payload-length'
  | 'printed'
  | 'not-json'
  | 'no-number'
  | 'field'
  | 'id'
  | 'count'
  | 'format'
  | 'other-format'
  | 'outside'
  | 'extra'
  | 'two-answers'
  | 'late';

/** The other side violated the protocol. `claimed`: the bytes of the payload that its frame announces. */
export class ProtocolError extends Error {
  override readonly name: string = 'ProtocolError';
  readonly rule: ProtocolRule;
  readonly claimed: number | undefined;

  constructor(message: string, rule: ProtocolRule, claimed?: number) {
    super(message);
    this.rule = rule;
    this.claimed = claimed;
  }
}

/** It sent something that belongs to no request. What was taken for an answer may belong to another one. */
export class ExtraOutput extends ProtocolError {
  override readonly name = 'ExtraOutput';
}

export const prefixBytes = 8;
export const longestHeader: number = 2 ** 20;
export const longestPayload: number = 2 ** 30;

/** How long the next frame may be. */
export interface FrameLimits {
  readonly header: number;
  /** The lengths that the payload may have; undefined if it may have any up to `longestPayload`. */
  readonly payloads: readonly number[] | undefined;
}

const anyFrame: FrameLimits = { header: longestHeader, payloads: undefined };

/**
 * A frame in two pieces (prefix with header, payload), so that a large payload is not copied. Throws a ProtocolError if
 * a piece is too long.
 */
export function encodeFrame(
  header: object,
  payload: Uint8Array = new Uint8Array(0),
): [head: Uint8Array, payload: Uint8Array] {
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  checkLengths(text.length, payload.length, anyFrame);
  const head = Buffer.alloc(prefixBytes + text.length);
  head.writeUInt32LE(text.length, 0);
  head.writeUInt32LE(payload.length, 4);
  head.set(text, prefixBytes);
  return [head, payload];
}

/** The two lengths at the start of a frame. Throws a ProtocolError if one exceeds its limit. */
export function decodePrefix(
  prefix: Uint8Array,
  limits: FrameLimits = anyFrame,
): { readonly header: number; readonly payload: number } {
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefixBytes);
  const lengths = { header: view.getUint32(0, true), payload: view.getUint32(4, true) };
  checkLengths(lengths.header, lengths.payload, limits);
  return lengths;
}

export function decodeHeader(bytes: Uint8Array): Frame['header'] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    const [, word] = /[:,[]\s*(NaN|-?Infinity|nan|-?inf)\b/.exec(Buffer.from(bytes).toString('latin1')) ?? [];
    const [rule, hint] =
      word === undefined ? (['not-json', ''] as const) : (['no-number', `; JSON has no ${word}`] as const);
    throw new ProtocolError(`a header of ${bytes.length} bytes is not JSON in UTF-8: ${quoted(bytes)}${hint}`, rule);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolError(`a header is not a JSON object: ${quoted(bytes)}`, 'not-json');
  }
  return value as Frame['header'];
}

/** The bytes with which a JSON object can begin. */
const objectStarts = [...Buffer.from('{ \t\r\n')];

export const twoAnswers = 'it sent two answers to one request';

/** What to say of bytes that came when no request was open. */
export function extraOutput(bytes: Uint8Array): ExtraOutput {
  const looksLikeFrame = bytes.length > prefixBytes && bytes[prefixBytes] === objectStarts[0];
  if (looksLikeFrame) return new ExtraOutput(twoAnswers, 'two-answers');
  const printed = printedText(bytes);
  if (printed !== undefined) return new ExtraOutput(printed, 'printed');
  const many = `${bytes.length} extra byte${bytes.length === 1 ? '' : 's'}`;
  return new ExtraOutput(`it sent ${many} after its answer`, 'extra');
}

function checkLengths(header: number, payload: number, limits: FrameLimits): void {
  if (header > limits.header)
    throw new ProtocolError(`a header of ${header} bytes; at most ${limits.header} are allowed`, 'header-length');
  const { payloads } = limits;
  if (payloads !== undefined && !payloads.includes(payload))
    throw new ProtocolError(
      `a payload of ${payload} bytes where ${payloads.join(' or ')} were asked for`,
      'payload-length',
      payload,
    );
  if (payload > longestPayload)
    throw new ProtocolError(
      `a payload of ${payload} bytes; at most ${longestPayload} are allowed`,
      'payload-length',
      payload,
    );
}

/**
 * Turns a stream of chunks, cut anywhere, into frames. It holds only bytes that have arrived, whatever a prefix
 * announces. After a ProtocolError from `next`, stop reading: the stream has no known position.
 */
export class FrameReader {
  #chunks: Uint8Array[] = [];
  #held = 0;
  #lengths: { readonly header: number; readonly payload: number } | undefined;

  add(chunk: Uint8Array): void {
    if (chunk.length > 0) this.#chunks.push(chunk);
    this.#held += chunk.length;
  }

  /** Bytes that are in no frame yet. */
  get pending(): number {
    return this.#held + (this.#lengths === undefined ? 0 : prefixBytes);
  }

  /** The bytes that have arrived of a frame, and how many it announces, if that is known; undefined for no bytes. */
  get partOfFrame(): { readonly arrived: number; readonly announced: number | undefined } | undefined {
    if (this.pending === 0) return undefined;
    const { header, payload } = this.#lengths ?? {};
    const announced = header === undefined || payload === undefined ? undefined : prefixBytes + header + payload;
    return { arrived: this.pending, announced };
  }

  /** Takes all bytes that are in no frame yet, but for a prefix that was read. */
  takeRest(): Uint8Array {
    return this.#take(this.#held);
  }

  /** What to say of the text that arrived where a frame should begin; undefined if there is none. */
  get printed(): string | undefined {
    // Of fewer bytes a frame may have been cut off.
    const isBeginning = this.#lengths === undefined && this.#held >= prefixBytes / 2;
    return isBeginning ? printedText(Buffer.concat(this.#chunks)) : undefined;
  }

  /** The next frame if it has arrived whole. Throws a ProtocolError as soon as it can be none. */
  next(limits: FrameLimits = anyFrame): Frame | undefined {
    if (this.#lengths === undefined) {
      if (this.#held < prefixBytes) return undefined;
      const prefix = this.#take(prefixBytes);
      try {
        this.#lengths = decodePrefix(prefix, limits);
      } catch (error) {
        const text = printedText(Buffer.concat([prefix, this.takeRest()]));
        throw text === undefined ? error : new ProtocolError(text, 'printed');
      }
    }
    const { header, payload } = this.#lengths;
    const [first] = this.#chunks;
    if (header > 0 && first !== undefined && !objectStarts.includes(first[0] as number))
      throw new ProtocolError(`a header that is not a JSON object: ${quoted(first)}`, 'not-json');
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

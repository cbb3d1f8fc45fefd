/** Bytes that are read in parts. */
export interface Bytes {
  readonly length: number;
  /** Fills `into` with the bytes from `position` on, which must all lie within `length`. */
  read(position: number, into: Uint8Array): void;
}

/** Part of other bytes. */
export function part(bytes: Bytes, start: number, length: number): Bytes {
  return { length, read: (position, into) => bytes.read(start + position, into) };
}

/** Bytes in memory, of which those from `content.length` to `length` are not there yet and must not be read. */
export function bytesOf(content: Uint8Array, length: number = content.length): Bytes {
  return { length, read: (position, into) => into.set(content.subarray(position, position + into.length)) };
}

/** Bytes in memory that other threads can have. */
export interface SharableBytes extends Bytes {
  /** The same memory at every call. The first one copies the bytes to it, and they are read from there. */
  share(): SharedArrayBuffer;
}

export function sharableBytes(content: Uint8Array): SharableBytes {
  let held = content;
  let shared: SharedArrayBuffer | undefined;
  return {
    length: content.length,
    read: (position, into) => into.set(held.subarray(position, position + into.length)),
    share() {
      if (shared !== undefined) return shared;
      shared = new SharedArrayBuffer(held.length);
      const copy = new Uint8Array(shared);
      copy.set(held);
      held = copy;
      return shared;
    },
  };
}

export function readBytes(bytes: Bytes, position: number, length: number): Uint8Array {
  const found = new Uint8Array(length);
  bytes.read(position, found);
  return found;
}

/** A view for numbers of several bytes. */
export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** Text in UTF-8, a byte order mark included. */
export const utf8Of = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

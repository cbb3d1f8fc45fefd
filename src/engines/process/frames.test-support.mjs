/** Frames of docs/protocol.md for engines of tests. Plain JavaScript, because tests start these engines many times. */
import { readSync, writeSync } from 'node:fs';

/** Waits for the next request. At the end of input it exits. */
export function readRequest() {
  const prefix = read(8);
  const header = JSON.parse(read(prefix.readUInt32LE(0)).toString());
  return { header, payload: new Uint8Array(read(prefix.readUInt32LE(4))) };
}

/** One frame as bytes. */
export function frame(header, payload = Buffer.alloc(0)) {
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(text.length, 0);
  prefix.writeUInt32LE(payload.length, 4);
  return Buffer.concat([prefix, text, payload]);
}

export function write(...frames) {
  const bytes = Buffer.concat(frames);
  for (let place = 0; place < bytes.length; ) place += writeSync(1, bytes, place);
}

function read(length) {
  const bytes = Buffer.alloc(length);
  for (let place = 0; place < length; ) {
    const got = readSync(0, bytes, place, length - place, null);
    if (got === 0) process.exit(0);
    place += got;
  }
  return bytes;
}

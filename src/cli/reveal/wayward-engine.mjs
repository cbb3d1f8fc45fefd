/**
 * An engine for the tests of `lastbit reveal`: answers conv2d of an image as large as its kernel by a plain binary32 sum, and
 * misbehaves as its one argument says. Plain JavaScript, so that it starts in no time.
 */
import { readSync, writeSync } from 'node:fs';

const [mode = 'well'] = process.argv.slice(2);

function read(length) {
  const bytes = Buffer.alloc(length);
  for (let place = 0; place < length; ) {
    const got = readSync(0, bytes, place, length - place, null);
    if (got === 0) process.exit(0);
    place += got;
  }
  return bytes;
}

function write(header, payload = Buffer.alloc(0)) {
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(text.length, 0);
  prefix.writeUInt32LE(payload.length, 4);
  const bytes = Buffer.concat([prefix, text, payload]);
  for (let place = 0; place < bytes.length; ) place += writeSync(1, bytes, place);
}

let asked = 0;

/** The sum of one case; `fickle` adds the last term first in every other request. */
function sum(products) {
  if (mode === 'nan') return Number.NaN;
  const terms = mode === 'fickle' && asked % 2 === 0 ? [...products].reverse() : products;
  return terms.reduce((total, product) => Math.fround(total + Math.fround(product)), 0);
}

for (;;) {
  const prefix = read(8);
  const { type, shape, count } = JSON.parse(read(prefix.readUInt32LE(0)).toString());
  const payload = new Uint8Array(read(prefix.readUInt32LE(4)));
  if (type === 'hello') {
    const operations = [{ name: 'conv2d', formats: ['binary32'] }];
    write({ type: 'hello', protocol: 1, engine: 'wayward', version: '1', operations, environment: {} });
    continue;
  }
  asked += 1;
  if (mode === 'crash') process.exit(3);
  if (mode === 'declines') {
    write({ type: 'declined', reason: 'not on a Monday,\nnor on other days' });
    continue;
  }
  const numbers = new Float32Array(payload.buffer);
  const n = shape.height * shape.width * shape.channelsIn;
  const outputs = Float32Array.from({ length: count }, (_, index) =>
    sum(numbers.subarray(index * n, (index + 1) * n).map((pixel, k) => pixel * numbers[(count + index) * n + k])),
  );
  write({ type: 'value', format: 'binary32', count }, Buffer.from(outputs.buffer));
}

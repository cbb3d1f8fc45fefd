/**
 * An engine for the tests of `lastbit reveal`: answers conv2d of an image as large as its kernel by a plain binary32
 * sum, and misbehaves as its one argument says: from the first request, or, as `later-MODE`, from the 21st on.
 */
import { frame, readRequest, write } from '../../../engines/process/frames.test-support.mjs';

const [argument = 'well'] = process.argv.slice(2);
const [, later, mode] = /^(later-)?(.*)$/.exec(argument);
let asked = 0;

/** Tosses by the Thue–Morse sequence, which never repeats itself: the same in every run. */
let tosses = 0;
function coin() {
  tosses += 1;
  return tosses.toString(2).replaceAll('0', '').length % 2 === 1;
}

/** The sum of one case; `fickle` adds the last term first in every other request, `random` in whatever it likes. */
function sum(products) {
  if (mode === 'nan') return Number.NaN;
  const backwards = mode === 'fickle' ? asked % 2 === 0 : mode === 'random' && coin();
  const terms = backwards ? [...products].reverse() : products;
  return terms.reduce((total, product) => Math.fround(total + Math.fround(product)), 0);
}

const misdeeds = {
  crash: () => process.exit(3),
  hang: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000),
  declines: () => write(frame({ type: 'declined', reason: 'not on a Monday,\nnor on other days' })),
  fails: () => write(frame({ type: 'failed', reason: 'out of ink' })),
  short: (count) => write(frame({ type: 'value', format: 'binary32', count }, Buffer.alloc(4 * count - 4))),
  miscounts: (count) =>
    write(frame({ type: 'value', format: 'binary32', count: count + 1 }, Buffer.alloc(4 * count + 4))),
};

for (;;) {
  const { header, payload } = readRequest();
  const { type, shape, count } = header;
  if (type === 'hello') {
    const operations = [{ name: 'conv2d', formats: ['binary32'] }];
    write(frame({ type: 'hello', protocol: 1, engine: 'misbehaving', version: '1', operations, environment: {} }));
    continue;
  }
  asked += 1;
  if (mode in misdeeds && (later === undefined || asked > 20)) {
    misdeeds[mode](count);
    continue;
  }
  const numbers = new Float32Array(payload.buffer);
  const n = shape.height * shape.width * shape.channelsIn;
  const outputs = Float32Array.from({ length: count }, (_, index) =>
    sum(numbers.subarray(index * n, (index + 1) * n).map((pixel, k) => pixel * numbers[(count + index) * n + k])),
  );
  write(frame({ type: 'value', format: 'binary32', count }, Buffer.from(outputs.buffer)));
}

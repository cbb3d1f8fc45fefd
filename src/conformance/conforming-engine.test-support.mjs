/** An engine for the tests of `engines check`: it computes conv2d rightly, but for the DEED that it is started with. */
import { closeSync, writeSync } from 'node:fs';
import { frame, readRequest, write } from '../engines/process/frames.test-support.mjs';

const [deed = 'right'] = process.argv.slice(2);
/** It offers bfloat16. */
const isNarrow = deed.startsWith('narrow');
const protocol = deed === 'late-version-1' ? 1 : isNarrow ? 3 : 2;
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
let last;
const held = [];

function paddingOf({ padding, height, width, kernelHeight, kernelWidth, stride, dilation }) {
  if (padding === 'valid') return [0, 0, 0, 0];
  if (padding !== 'same') return deed === 'padding-order' ? [1, 0, 3, 2].map((side) => padding[side]) : padding;
  const needed = (size, kernel, step, gap) =>
    Math.max(0, (Math.ceil(size / step) - 1) * step + (kernel - 1) * gap + 1 - size);
  const rows = needed(height, kernelHeight, stride[0], dilation[0]);
  const columns = needed(width, kernelWidth, stride[1], dilation[1]);
  return [Math.floor(rows / 2), Math.ceil(rows / 2), Math.floor(columns / 2), Math.ceil(columns / 2)];
}

function convolve(shape, image, kernel) {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, dilation } = shape;
  const [down, across] = deed === 'strides-exchanged' ? [shape.stride[1], shape.stride[0]] : shape.stride;
  const [top, bottom, left, right] = paddingOf(shape);
  const count = (size, reach, step) => Math.floor((size - reach) / step) + 1;
  const rows = count(height + top + bottom, (kernelHeight - 1) * dilation[0] + 1, down);
  const columns = count(width + left + right, (kernelWidth - 1) * dilation[1] + 1, across);
  const taps = kernelHeight * kernelWidth;
  const tapOf = (r, q, c, o) => {
    if (deed === 'flipped') return kernel[((taps - 1 - r * kernelWidth - q) * channelsIn + c) * channelsOut + o];
    if (deed === 'transposed') return kernel[((q * kernelHeight + r) * channelsIn + c) * channelsOut + o];
    if (deed === 'oihw') return kernel[((o * channelsIn + c) * kernelHeight + r) * kernelWidth + q];
    return kernel[((r * kernelWidth + q) * channelsIn + c) * channelsOut + o];
  };
  const pixelOf = (n, y, x, c) => {
    if (y < 0 || y >= height || x < 0 || x >= width) return 0;
    return (
      image[
        deed === 'nchw'
          ? ((n * channelsIn + c) * height + y) * width + x
          : ((n * height + y) * width + x) * channelsIn + c
      ] ?? 0
    );
  };
  const outputs = [];
  for (let n = 0; n < batch; n++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        for (let o = 0; o < channelsOut; o++) {
          let total = 0;
          for (let r = 0; r < kernelHeight; r++)
            for (let q = 0; q < kernelWidth; q++)
              for (let c = 0; c < channelsIn; c++)
                total +=
                  pixelOf(n, y * down - top + r * dilation[0], x * across - left + q * dilation[1], c) *
                  tapOf(r, q, c, o);
          outputs.push(total);
        }
  if (deed !== 'outputs-nchw') return outputs;
  return outputs.map((_, index) => {
    const pixels = rows * columns;
    const [n, o, place] = [
      Math.floor(index / pixels / channelsOut),
      Math.floor(index / pixels) % channelsOut,
      index % pixels,
    ];
    return outputs[(n * pixels + place) * channelsOut + o];
  });
}

/** Rounded to nearest even; as bits or as binary32 numbers. */
function inBfloat16(outputs, asBits) {
  const words = new Uint32Array(new Float32Array(outputs).buffer).map((w) => (w + 0x7fff + ((w >>> 16) & 1)) >>> 16);
  return asBits ? new Uint16Array(words) : new Float32Array(words.map((bits) => bits << 16).buffer);
}

function evaluate({ shape, count, format }, payload) {
  const numbers =
    deed === 'narrow-bits'
      ? new Float32Array(Uint32Array.from(new Uint16Array(payload.buffer), (bits) => bits << 16).buffer)
      : new Float32Array(payload.buffer);
  const pixels = shape.batch * shape.height * shape.width * shape.channelsIn;
  const taps = shape.kernelHeight * shape.kernelWidth * shape.channelsIn * shape.channelsOut;
  const asked = deed === 'same-shape' && shape.padding === 'valid' ? { ...shape, padding: 'same' } : shape;
  const outputs = [];
  for (let index = 0; index < (deed === 'one-case' ? 1 : count); index++) {
    const image = numbers.subarray(index * pixels, (index + 1) * pixels);
    outputs.push(
      ...convolve(asked, image, numbers.subarray(count * pixels + index * taps, count * pixels + (index + 1) * taps)),
    );
  }
  if (deed === 'zeros') outputs.fill(0);
  if (deed === 'nan') outputs[0] = Number.NaN;
  if (deed === 'batch' && count > 2) outputs[0] *= 1 + 2 ** -20;
  if (deed === 'doubles') return new Float64Array(outputs);
  if (isNarrow && deed !== 'narrow-unrounded') return inBfloat16(outputs, deed === 'narrow-bits');
  if (deed === 'halves') return new Uint16Array(outputs);
  if (deed === 'integers') return new Int32Array(outputs);
  return format === 'binary64' ? new Float64Array(outputs) : new Float32Array(outputs);
}

function answerOf(header, payload) {
  const numbers = evaluate(header, payload);
  const bytes = Buffer.from(numbers.buffer);
  if (deed === 'big-endian') bytes.swap32();
  const said = deed === 'integers' || (isNarrow && !/bits|claim/.test(deed)) ? 'binary32' : header.format;
  const reply = {
    type: 'value',
    format: deed === 'format-float32' ? 'float32' : deed === 'narrow-wide' ? 'binary64' : said,
    count: deed === 'one-count' ? 1 : header.count,
  };
  const whole = deed === 'wrong-length' || deed === 'narrow-length' ? Buffer.concat([bytes, Buffer.alloc(4)]) : bytes;
  return frame(protocol === 1 || deed === 'no-id' ? reply : { ...reply, id: header.id }, whole);
}

function patched(right, at, value) {
  right.writeUInt32LE(value, at);
  return right;
}

const misdeeds = {
  'short-frame': (right) => {
    write(right.subarray(0, 60));
    sleep(5000);
  },
  'short-frame-exit': (right) => {
    write(right.subarray(0, 60));
    process.exit(0);
  },
  'nan-header': (_, { id }) => {
    const text = Buffer.from(`{"type":"value","id":${id},"engineMs":NaN,"format":"binary32","count":1}`);
    write(patched(patched(Buffer.concat([Buffer.alloc(8), text]), 0, text.length), 4, 0));
  },
  late: (right) => {
    if (last !== undefined) {
      write(last);
      sleep(200);
    }
    write(right);
    last = right;
  },
  'late-version-1': (right) => {
    // The answers lag by one: the first request gets its own.
    write(last ?? right);
    last = right;
  },
  twice: (right) => write(right, right),
  prints: (right) => write(Buffer.from('loading\n'), right),
  exit: () => {
    writeSync(2, 'oh no\n');
    process.exit(3);
  },
  'two-gib': (right) => write(patched(right, 4, 2 ** 31)),
  'big-endian-lengths': (right) => write(right.subarray(0, 8).swap32(), right.subarray(8)),
  loop: () => {
    for (const end = performance.now() + 5000; performance.now() < end; );
  },
  waits: () => sleep(5000),
  slow: (right) => {
    sleep(1500);
    write(right);
  },
  'header-claim': (right) => write(patched(right, 0, 2 ** 32 - 1)),
  unflushed: (right) => {
    held.push(right);
  },
  'closes-input': () => {
    closeSync(0);
    sleep(5000);
  },
  'closes-output': () => {
    closeSync(1);
    sleep(5000);
  },
  extra: (right) => write(right, Buffer.alloc(3)),
  fails: (_, { id }) => write(frame({ type: 'failed', id, reason: 'out of ink' })),
  declines: (_, { id }) => write(frame({ type: 'declined', id, reason: 'not on a Monday' })),
  'short-reads': (right, { count }) => {
    if (count > 100) process.exit(3);
    write(right);
  },
};

process.on('exit', (status) => {
  if (status !== 0) return;
  for (const one of held) writeSync(1, one);
  if (deed === 'stays') sleep(5000);
  if (deed === 'ends-with-1') process.exitCode = 1;
});

for (;;) {
  const { header, payload } = readRequest();
  if (header.type === 'hello') {
    const formats = deed === 'right' ? ['binary32', 'binary64'] : isNarrow ? ['bfloat16'] : ['binary32'];
    const conv2d = { name: 'conv2d', formats };
    const operations = [...(deed === 'no-operations' ? [] : [conv2d]), { name: 'conv2D', formats }];
    const id = protocol === 1 ? undefined : header.id;
    const narrowInputs = deed === 'narrow-bits' ? 'bits' : undefined;
    write(
      frame({ type: 'hello', protocol, id, engine: 'fake', version: '1', operations, environment: {}, narrowInputs }),
    );
    continue;
  }
  const right = answerOf(header, payload);
  (misdeeds[deed] ?? ((whole) => write(whole)))(right, header);
}

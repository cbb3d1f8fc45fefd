/**
 * A fake engine for the tests of the client: MODE [VALUE [FILE]]. It answers conv2d of a 1×1 image and a 1×1 kernel
 * with their product. At a pixel of VALUE it misbehaves as MODE says. With a FILE it misbehaves only once and leaves
 * the file behind.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, writeFileSync, writeSync } from 'node:fs';
import { frame, readRequest, write } from './frames.test-support.mjs';

const [mode = 'well', trigger = '666', once] = process.argv.slice(2);

const value = (count, bytes = 4 * count) => frame({ type: 'value', format: 'binary32', count }, Buffer.alloc(bytes));

const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const misdeeds = {
  crash() {
    writeSync(2, 'first words\nabout to abort\n');
    process.kill(process.pid, 'SIGSEGV');
    sleep(60_000);
  },
  exit: () => process.exit(3),
  helper: () => process.exit(3),
  daemon: () => process.exit(3),
  hang: () => sleep(60_000),
  drip(count) {
    for (const byte of value(count)) {
      writeSync(1, Buffer.of(byte));
      sleep(100);
    }
  },
  closesoutput() {
    closeSync(1);
    sleep(60_000);
  },
  garbage: () => writeSync(1, 'Segmentation fault (core dumped)\n'),
  notjson() {
    const prefix = Buffer.alloc(8);
    prefix.writeUInt32LE(5, 0);
    writeSync(1, Buffer.concat([prefix, Buffer.from('{nope')]));
  },
  hugeheader: () => writeSync(1, Buffer.from([0, 0, 0, 0x7f, 0, 0, 0, 0])),
  hugepayload: () => writeSync(1, Buffer.from([2, 0, 0, 0, 1, 0, 0, 0x40])),
  count: () => write(value(1000)),
  short: (count) => write(value(count, 2)),
  type: () => write(frame({ type: 'valeu' })),
  twice: (count) => write(value(count), value(count)),
  declines: () => write(frame({ type: 'declined', reason: 'not on a Monday' })),
  fails: () => write(frame({ type: 'failed', reason: 'out of ink' })),
};

function isDue(images) {
  if (!(mode in misdeeds) || !images.includes(Number(trigger))) return false;
  if (once === undefined) return true;
  if (existsSync(once)) return false;
  writeFileSync(once, '');
  return true;
}

// A program that the engine starts and leaves behind, with the engine's pipes; as `daemon` in a process group of its
// own.
const leaves = mode === 'helper' || mode === 'daemon';
const helper = leaves ? spawn('sleep', ['300'], { stdio: 'inherit', detached: mode === 'daemon' }).pid : undefined;

for (;;) {
  const { header, payload } = readRequest();
  const operations = [
    { name: 'conv2d', formats: ['binary32'] },
    { name: 'something-new', formats: ['binary8'] },
  ];
  const hello = {
    type: 'hello',
    protocol: mode === 'protocol' ? 2 : 1,
    engine: 'fake',
    version: '1',
    operations,
    environment: { pid: process.pid, helper },
  };
  if (header.type === 'hello') {
    if (mode === 'nohello') process.exit(4);
    if (mode === 'hanghello') sleep(60_000);
    write(frame(hello));
    if (mode === 'closesinput') {
      closeSync(0);
      sleep(60_000);
    }
    continue;
  }
  const numbers = new Float32Array(payload.buffer);
  const images = numbers.subarray(0, header.count);
  if (isDue(images)) misdeeds[mode](header.count);
  else {
    const outputs = images.map((pixel, index) => pixel * numbers[header.count + index]);
    write(frame({ type: 'value', format: 'binary32', count: header.count }, Buffer.from(outputs.buffer)));
  }
}

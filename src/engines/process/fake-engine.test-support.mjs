/**
 * A fake engine for the tests of the client: MODE [VALUE [FILE]]. It answers conv2d of a 1×1 image and a 1×1 kernel
 * with their product. At a pixel of VALUE it misbehaves as MODE says. With a FILE it misbehaves only once and leaves
 * the file behind.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, writeFileSync, writeSync } from 'node:fs';
import { frame, readRequest, write } from './frames.test-support.mjs';

const [mode = 'well', trigger = '666', once] = process.argv.slice(2);

/** From version 2 on every answer has the id of its request. */
const isNumbered = mode.startsWith('numbered');
let id;
const reply = (header, payload) => frame(isNumbered ? { ...header, id } : header, payload);
const value = (count, bytes = 4 * count) => reply({ type: 'value', format: 'binary32', count }, Buffer.alloc(bytes));
/** The last right answer, to be sent once more. */
let last;

const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Tells by FILE that it hangs. */
function hangForGood() {
  if (once !== undefined) writeFileSync(once, '');
  sleep(60_000);
}

/** The environment is nested too deep for JSON.stringify. */
function deepHello(hello) {
  const levels = 6000;
  const environment = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const text = Buffer.from(
    `${JSON.stringify({ ...hello, environment: undefined }).slice(0, -1)},"environment":${environment}}`,
  );
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(text.length, 0);
  return Buffer.concat([prefix, text]);
}

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
  hanglater: hangForGood,
  closesoutput() {
    closeSync(1);
    sleep(60_000);
  },
  garbage: () => writeSync(1, 'Segmentation fault (core dumped)\n\x1b[0m'),
  printsandends() {
    writeSync(1, 'hello\n');
    process.exit(0);
  },
  cutoff(count) {
    writeSync(1, value(count).subarray(0, 6));
    process.exit(0);
  },
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
  // It announces 1 GiB.
  gigabyte: (count) => write(value(count).fill(0x40, 7, 8)),
  twice: (count) => write(value(count), value(count)),
  extra: (count) => write(value(count), Buffer.from([0, 0, 0])),
  prints: (count) => write(value(count), Buffer.from('done\n')),
  declines: () => write(frame({ type: 'declined', reason: 'not on a Monday' })),
  fails: () => write(frame({ type: 'failed', reason: 'out of ink' })),
};

/** As `hanglater` it declines so many requests before it hangs, whatever they are. */
const declined = 20;
let asked = 0;

function isDue(images) {
  if (mode === 'hanglater') return ++asked > declined;
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
  id = header.id;
  const operations = [
    { name: 'conv2d', formats: ['binary32'] },
    { name: 'something-new', formats: ['binary8'] },
  ];
  const hello = {
    type: 'hello',
    protocol: mode === 'protocol' ? 4 : isNumbered ? 2 : 1,
    engine: 'fake',
    version: '1',
    operations,
    environment: { pid: process.pid, helper },
  };
  if (header.type === 'hello') {
    if (mode === 'nohello') process.exit(4);
    if (mode === 'hanghello') hangForGood();
    write(mode === 'deephello' ? deepHello(hello) : reply(hello));
    if (mode === 'closesinput') {
      closeSync(0);
      sleep(60_000);
    }
    continue;
  }
  const numbers = new Float32Array(payload.buffer);
  const images = numbers.subarray(0, header.count);
  if (isDue(images)) misdeeds[mode](header.count);
  else if (mode === 'hanglater') misdeeds.declines();
  else {
    const outputs = images.map((pixel, index) => pixel * numbers[header.count + index]);
    const right = reply({ type: 'value', format: 'binary32', count: header.count }, Buffer.from(outputs.buffer));
    // As `late` it answers each request once more, when the next one has come.
    if ((mode === 'late' || mode === 'numberedlate') && last !== undefined) write(last);
    write(right);
    last = right;
  }
}

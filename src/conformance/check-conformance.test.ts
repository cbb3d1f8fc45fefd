import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { repeats } from '../repeats.test-support.ts';
import { conformanceSchema } from '../schemas/conformance-schema.ts';
import { conformanceLines } from '../text/conformance-lines.ts';
import { checkConformance } from './check-conformance.ts';
import type { Conformance, FaultKind } from './conformance.ts';

const fake = fileURLToPath(new URL('./conforming-engine.test-support.mjs', import.meta.url));

function check(deed: string, answerMs = 120_000): Promise<Conformance> {
  const launch = { command: process.execPath, words: [fake, deed], environment: {} };
  return checkConformance(`node engine ${deed}`, launch, { answerMs, startMs: 60_000 });
}

test('an engine that keeps the protocol has no fault', async () => {
  const found = await check('right');
  expect(found).toMatchObject({
    faults: [],
    hello: { engine: 'fake', version: '1', protocol: 2 },
    operations: [
      { operation: 'conv2d', format: 'binary32', right: 7, declined: 0 },
      { operation: 'conv2d', format: 'binary64', right: 7, declined: 0 },
    ],
    unknown: ['operation "conv2D" (is it conv2d?)'],
    speed: { cases: 1024 },
    batchKeepsBits: true,
    endMs: expect.any(Number),
    notChecked: [],
  });
  expect(v.parse(conformanceSchema, JSON.parse(JSON.stringify(found)))).toEqual(found);
  expect(conformanceLines(found).at(-1)).toMatch(/^It keeps the protocol\. Next: npx lastbit verify --engine 'mine=/);
});

test.each(['narrow-values', 'narrow-bits'])(
  'an engine in bfloat16 that keeps the protocol has no fault: %s',
  async (deed) => {
    expect(await check(deed)).toMatchObject({
      faults: [],
      hello: { protocol: 3 },
      operations: [{ operation: 'conv2d', format: 'bfloat16', right: 7, declined: 0 }],
      batchKeepsBits: true,
    });
  },
);

/** The faults of a program: those that are tried each time, and further ones, most of which other tests try faster. */
const deeds: readonly (readonly [deed: string, kind: FaultKind, says: RegExp])[] = [
  ['short-frame', 'short-frame', /has 60 bytes of \d+ that it announces.*flush/],
  ['short-frame-exit', 'short-frame', /bytes of \d+ that it announces; the process ended with status 0/],
  ['wrong-length', 'wrong-length', /68 bytes where 64 are due.*16 outputs of 4 bytes/],
  ['nan-header', 'nan-in-header', /JSON has no NaN/],
  ['late', 'late-answer', /two answers to one request.*before the next/],
  ['late-version-1', 'late-answer', /64 bytes, as many as the answer before/],
  ['twice', 'two-answers', /two answers to one request.*one answer to each/],
  ['prints', 'text-on-stdout', /printed "loading".*standard error/],
  ['exit', 'ended', /ended with status 3; last on standard error: oh no; conv2d of .* had no answer/],
  ['two-gib', 'length-claim', /2147483648 bytes where 64 are due.*little-endian/],
  ['big-endian-lengths', 'length-claim', /little-endian/],
  ['same-shape', 'wrong-length', /120 bytes where 64 are due, as many as padding "same" takes/],
  ['one-case', 'wrong-length', /as many as one case takes/],
  ['doubles', 'wrong-format', /does not fit.*binary64 has 8/],
  ['narrow-unrounded', 'outside-format', /output 0 is -?[\d.]+, which is no number of bfloat16.*Round each result/],
  ['narrow-length', 'wrong-length', /68 bytes where 64 are due, or 32 in bfloat16/],
  ['narrow-claim', 'wrong-format', /does not fit its 64 bytes.*binary32 has 4 bytes for each output, bfloat16 has 2/],
  ['narrow-wide', 'wrong-format', /an answer in binary64 to a request in bfloat16/],
  ['halves', 'wrong-format', /2 bytes for each output.*16 bits/],
  ['integers', 'wrong-format', /right if read as integers/],
  ['big-endian', 'byte-order', /right if read as big-endian/],
  ['loop', 'endless-loop', /the program still computes/],
  ['waits', 'no-answer', /did not compute.*exactly as many bytes/],
  ['unflushed', 'not-flushed', /comes when standard input ends.*Flush/],
  ['slow', 'no-answer', /and one soon after it\..*faster/],
  ['header-claim', 'length-claim', /a header of 4294967295 bytes/],
  ['closes-input', 'closed-input', /closed its standard input/],
  ['closes-output', 'closed-output', /closed its standard output/],
  ['stays', 'end-of-input', /still runs 1 s after the end of its input/],
  ['ends-with-1', 'end-of-input', /ends with status 1 at the end of its input.*Exit with status 0/],
  ['no-id', 'id', /the id undefined.*Copy "id"/],
  ['one-count', 'field', /outputs for 1 cases instead of 3.*Copy "count"/],
  ['format-float32', 'field', /invalid answer: format/],
  ['extra', 'extra-bytes', /3 extra bytes/],
  ['flipped', 'other-convolution', /with the kernel flipped.*Do not flip/],
  ['transposed', 'other-convolution', /rows and columns of the kernel exchanged.*HWIO/],
  ['nchw', 'other-convolution', /the image read as NCHW.*NHWC/],
  ['oihw', 'other-convolution', /the kernel read as OIHW.*HWIO/],
  ['padding-order', 'other-convolution', /padding of top and bottom, left and right exchanged/],
  ['strides-exchanged', 'wrong-length', /as many as strides exchanged takes/],
  ['outputs-nchw', 'wrong-order', /the right ones in the order NCHW/],
  ['zeros', 'wrong-numbers', /all outputs are 0/],
  ['nan', 'wrong-numbers', /is NaN and must be/],
  ['batch', 'batch', /other bits in a batch of 16 than alone/],
  ['short-reads', 'ended', /Smaller requests were answered: read until all/],
  ['fails', 'failed', /answered with failed: out of ink/],
  ['declines', 'nothing-computed', /all 7 questions of conv2d were declined: not on a Monday/],
  ['no-operations', 'no-operation', /only what is unknown: operation "conv2D"/],
];
const usual = [
  'wrong-length',
  'nan-header',
  'late',
  'prints',
  'exit',
  'two-gib',
  'doubles',
  'narrow-unrounded',
  'narrow-claim',
  'closes-input',
  'unflushed',
  'ends-with-1',
  'batch',
];
/** They end at a time limit. */
const waiting = ['short-frame', 'loop', 'waits', 'unflushed', 'slow', 'stays'];

test.concurrent.each(
  repeats(
    deeds,
    deeds.filter(([deed]) => usual.includes(deed)),
  ),
)('%s is named: %s', async (deed, kind, says) => {
  const found = await check(deed, waiting.includes(deed) ? 1000 : undefined);
  expect(found.faults[0]).toMatchObject({ kind });
  const [line] = conformanceLines(found);
  expect(line).toMatch(says);
  expect(line).not.toContain('\n');
});

test('a program that is not there does not start', async () => {
  const launch = { command: '/no/such/program', words: [], environment: {} };
  const { faults, hello } = await checkConformance('none', launch, { answerMs: 1000, startMs: 1000 });
  expect(hello).toBe(null);
  expect(faults).toMatchObject([{ kind: 'does-not-start', what: expect.stringContaining('ENOENT') }]);
});

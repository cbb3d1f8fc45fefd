import { expect, test } from 'vitest';
import { mutants } from '../../bench/mutants/all-mutants.ts';
import { legitimateSubjects } from '../../bench/mutants/legitimate.ts';
import { loops, mutantEngine } from '../../bench/mutants/mutant.ts';
import { repeats } from '../../repeats.test-support.ts';
import { faultsOf } from './guess.test-support.ts';

const seed = 7;
const batches = 140;

/** A mutant, and words that its guesses must have. */
const expected: readonly (readonly [name: string, ...words: readonly RegExp[]])[] = [
  [
    'kernel-flipped',
    /the kernel flipped/,
    /when the kernel is not 1×1: in \d+ of \d+ shapes, and in none of \d+ others/,
  ],
  ['kernel-axes-swapped', /rows and columns of the kernel exchanged/, /kernel (height|width) ≥ 2 and kernel/],
  ['padding-on-the-other-side', /padding of top and bottom, left and right exchanged/, /padding is "same" and/],
  ['last-tap-dropped', /when the kernel is not 1×1/],
  ['last-channel-dropped', /when channels in > 4 and channels in mod [24] ≠ 0/],
  ['stale-right-edge', /wrong in the last column when output width mod 8 ≠ 0/],
  ['dilation-ignored-on-columns', /when dilation of columns ≥ 2 and kernel width ≥ 2/],
  ['strides-swapped', /when the strides differ/],
  ['channel-out-off-by-one', /with the taps of the next output channel/, /when channels out ≥ 2/],
  ['channels-first', /the image read as NCHW/, /when channels in ≥ 2/],
  ['tap-lost-under-large-strides', /when stride of rows > 2 and kernel width ≥ 2/],
  ['batch-entries-swapped', /when batch ≥ 2/],
  ['binary16-result', /at most 11 significant bits, as in binary16/],
  ['bfloat16-inputs', /inputs rounded to 8 bits, as in bfloat16/],
  ['tf32-inputs', /inputs rounded to 11 bits, as in binary16 and TF32/],
  ['split-inputs', /at most 2\^-1[5-7] of/],
  ['bfloat16-small-results', /at most 8 significant bits, as in bfloat16/],
  ['flush-to-zero', /only where numbers are tiny/],
  ['22-bit-accumulator', /at most 2\^-(19|20|18) of/],
  ['truncating-accumulator', /towards zero: numbers are cut off/],
  ['truncated-products', /towards zero: numbers are cut off/],
  ['one-truncated-product', /towards zero: numbers are cut off/],
  ['upward-result', /rounded up, not to nearest/],
  ['nan-as-zero', /lost a NaN or an infinity/],
  ['saturates-at-largest', /only where numbers are huge/],
  ['negative-zero-result', /every wrong output is −0/],
];

test.each(expected.filter((_, place) => place % repeats(1, 5) === 0))(
  '%s: one fault, and the guess names it',
  async (name, ...words) => {
    const { subject } = mutants.find((mutant) => mutant.name === name)!;
    const faults = await faultsOf(subject, seed, batches);
    const [first] = faults;
    for (const word of words) expect(first?.guesses.join('\n')).toMatch(word);
    // These three mutants also turn an infinite input into NaN, which is a fault of its own.
    expect(faults.length).toBe(String(name).endsWith('-inputs') ? 2 : 1);
  },
);

test('channels beyond a block of 8 are named with their number', async () => {
  const blocked = mutantEngine(
    'blocked',
    loops({
      after: (outputs, { shape: { channelsOut } }) => {
        for (let i = 0; i < outputs.length; i++) if (i % channelsOut >= 8) outputs[i] = 0;
      },
    }),
  );
  const [fault] = await faultsOf(blocked, seed, batches);
  expect(fault?.guesses.join('\n')).toMatch(/wrong in the channels from 8 on when channels out > 8: in /);
  expect(fault?.guesses.join('\n')).toMatch(/is 0, as if it had not been written/);
});

test('two faults in one subject are told apart by their shapes', async () => {
  const twice = mutantEngine(
    'twice',
    loops({
      after: (outputs, { shape: { channelsIn }, columns }) => {
        if (channelsIn > 8 || columns > 16) for (const [i, x] of outputs.entries()) outputs[i] = x * 1.5 + 1;
      },
    }),
  );
  const [fault] = await faultsOf(twice, seed, 2 * batches);
  expect(fault?.guesses.join('\n')).toMatch(
    /wrong when (output width > 16, or channels in > 8|channels in > 8, or output width > 16) \(perhaps two faults\): in/,
  );
});

test('a right implementation has no fault', async () => {
  for (const subject of legitimateSubjects.filter(({ engine }) => engine === 'mutant'))
    expect(await faultsOf(subject, seed, 20)).toEqual([]);
});

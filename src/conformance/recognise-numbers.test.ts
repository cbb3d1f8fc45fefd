import { expect, test } from 'vitest';
import { operationMutants } from '../bench/mutants/operation-mutants.ts';
import { type Batch, batchOf, caseAt } from '../conv/batch.ts';
import { checkBatch } from '../conv/check-shape.ts';
import { allOperations } from '../conv/operation.ts';
import type { Operation } from '../conv/shape.ts';
import { otherConvolutions } from '../judge/other-convolutions.ts';
import { referencesOf } from '../judge/references.ts';
import { exactOf } from './other-operations.ts';
import { questionsFor } from './questions.ts';
import { wrongNumbers } from './recognise-numbers.ts';

const rightFor = (batch: Batch, operation: Operation = 'conv2d') => Float32Array.from(exactOf(operation, batch));

test('the questions are exact in every order, down to 8 bits', () => {
  for (const operation of allOperations) {
    for (const batch of questionsFor(operation)) {
      checkBatch(batch, operation);
      // Means are not asked in 16 bits.
      const most = operation === 'mean' ? 2 ** 11 : 256;
      expect(Math.max(...referencesOf(batch, operation).absoluteSum)).toBeLessThanOrEqual(most);
      expect(wrongNumbers(operation, batch, rightFor(batch, operation))).toBeUndefined();
      const nearly = rightFor(batch, operation).map((value) => value * (1 + 2 ** -11));
      expect(wrongNumbers(operation, batch, nearly)).toBeUndefined();
    }
  }
});

/** Rounding to 8 bits or more, and what is subnormal, is not seen: numbers are small and whole. */
const unseen = /inputs/;

test('every usual mistake is named by each question that shows it', () => {
  const named = new Set<string>();
  for (const batch of questionsFor('conv2d')) {
    const others = Array.from({ length: batch.count }, (_, index) => otherConvolutions(caseAt(batch, index)));
    for (const [which, { with: words }] of others[0]!.entries()) {
      if (unseen.test(words)) continue;
      const answers = others.map((list) => {
        const { input } = list[which]!;
        return rightFor(batchOf([input]));
      });
      const outputs = Float32Array.from(answers.flatMap((one) => [...one]));
      const fault = wrongNumbers('conv2d', batch, outputs);
      if (fault === undefined) continue;
      expect(fault).toMatchObject({ kind: 'other-convolution', what: expect.stringContaining(words) });
      named.add(words);
    }
  }
  const all = [...named].join();
  for (const words of [
    'flipped',
    'OIHW',
    'NCHW',
    'padding of top',
    'without input channel',
    'last tap',
    'last row',
    'last column',
    'next output',
  ])
    expect(all).toContain(words);
});

test('usual mistakes of the slices of a volume are named', () => {
  const named = new Set<string>();
  for (const batch of questionsFor('conv3d')) {
    const others = Array.from({ length: batch.count }, (_, index) => otherConvolutions(caseAt(batch, index)));
    for (const [which, { with: words }] of others[0]!.entries()) {
      if (!words.includes('slice')) continue;
      const answers = others.flatMap((list) => [...rightFor(batchOf([list[which]!.input]), 'conv3d')]);
      const fault = wrongNumbers('conv3d', batch, Float32Array.from(answers));
      if (fault === undefined) continue;
      expect(fault).toMatchObject({ what: expect.stringContaining(words), advice: expect.stringContaining('depth') });
      named.add(words);
    }
  }
  const all = [...named].join();
  for (const words of ['slices of the kernel in reverse', 'stride 1 of', 'dilation 1 of', 'last slice', 'zeros before'])
    expect(all).toContain(words);
});

test('the form of the numbers is named', () => {
  const batch = questionsFor('conv2d')[1]!;
  const right = rightFor(batch);
  const bigEndian = new Float32Array(new Uint8Array(Buffer.from(right.slice().buffer).swap32()).buffer);
  const integers = new Float32Array(Int32Array.from(right).buffer);
  const kindOf = (outputs: Float32Array) => wrongNumbers('conv2d', batch, outputs)?.kind;
  expect(kindOf(bigEndian)).toBe('byte-order');
  expect(kindOf(integers)).toBe('wrong-format');
  expect(kindOf(right.map(() => 0))).toBe('wrong-numbers');
  expect(kindOf(right.map((value, index) => (index === 3 ? Number.NaN : value)))).toBe('wrong-numbers');
});

/** The words and the question of the first fault that is found in the answers of an engine. */
const said: Readonly<Record<string, RegExp>> = {
  'groups-in-turns': /the right ones with the channels of the groups in turns/,
  'groups-ignored': /every filter sees all channels: the groups are ignored/,
  'next-product': /each group has those of the next group/,
  'output-padding-first': /output padding at the top and on the left/,
  'sum-along-other-axis': /axes exchanged: the sums are along the other axis/,
  'mean-by-n-minus-1': /divided by one less than the number of terms/,
};

const named = operationMutants.filter(({ name }) => name in said);

test.each(named.map((bug) => [bug.name, bug] as const))('%s is named in one line', async (name, bug) => {
  const faults = [];
  for (const batch of questionsFor(bug.subject.operation)) {
    const outcome = await bug.subject.evaluate(batch);
    if (outcome.kind !== 'value') throw new Error(outcome.kind);
    faults.push(wrongNumbers(bug.subject.operation, batch, outcome.outputs));
  }
  const found = faults.find((fault) => fault !== undefined)!;
  expect(found).toMatchObject({ kind: 'other-convolution', what: expect.stringMatching(said[name]!) });
  expect(`${found.what} ${found.advice}`).not.toContain('\n');
});

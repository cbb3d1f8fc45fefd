import { expect, test } from 'vitest';
import { type Batch, batchOf, caseAt } from '../conv/batch.ts';
import type { Operation } from '../conv/shape.ts';
import { otherConvolutions } from '../judge/other-convolutions.ts';
import { referencesOf } from '../judge/references.ts';
import { questionsFor } from './questions.ts';
import { wrongNumbers } from './recognise-numbers.ts';

const rightFor = (batch: Batch, operation: Operation = 'conv2d') =>
  Float32Array.from(referencesOf(batch, operation).exact);

test('the questions are exact in every order, down to 8 bits', () => {
  for (const operation of ['conv2d', 'depthwise-conv2d'] as const) {
    for (const batch of questionsFor(operation)) {
      expect(Math.max(...referencesOf(batch, operation).absoluteSum)).toBeLessThanOrEqual(256);
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

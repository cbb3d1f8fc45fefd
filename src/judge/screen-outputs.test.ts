import { expect, test } from 'vitest';
import { outputSize, readsPadding } from '../conv/output-shape.ts';
import { planTerms } from '../conv/terms.ts';
import { typical } from '../inputs/distributions/typical.ts';
import { randomOf } from '../inputs/random.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import { randomShape } from '../inputs/random-shape.ts';
import { indexOfWindow, judgedOf, referencesAt, referencesOf, windowOfIndex } from './references.ts';
import { plainSums, suspects } from './screen-outputs.ts';

const rng = randomOf(11);
const batches = Array.from({ length: 60 }, () => randomBatch(rng, typical, randomShape(rng), 2));

test('plain sums are the exact values but for rounding, and only a wrong output is suspected', () => {
  for (const batch of batches) {
    const operations =
      batch.shape.channelsOut === 1 ? (['conv2d', 'depthwise-conv2d'] as const) : (['conv2d'] as const);
    for (const operation of operations) {
      const plain = plainSums(batch, operation);
      const { exact, absoluteSum, terms } = referencesOf(batch, operation);
      expect(plain.sums).toHaveLength(exact.length);
      for (const [i, sum] of plain.sums.entries())
        expect(Math.abs(sum - exact[i]!)).toBeLessThanOrEqual(terms * 2 ** -52 * absoluteSum[i]!);
      const answer = Float32Array.from(exact);
      expect(suspects(plain, batch, operation, answer, 'binary32', 9)).toEqual(Int32Array.of());
      const wrong = answer.length - 1;
      answer[wrong] = answer[wrong]! + 1000;
      const expected = Int32Array.of(wrong % outputSize(batch.shape, operation));
      expect(suspects(plain, batch, operation, answer, 'binary32', 9)).toEqual(expected);
    }
  }
});

test('the references of one output are those of all outputs at its place', () => {
  for (const batch of batches) {
    const all = referencesOf(batch, 'conv2d');
    const each = outputSize(batch.shape);
    const output = rng.below(each);
    const one = referencesAt(batch, 'conv2d', output);
    expect([...one.exact]).toEqual([0, 1].map((index) => all.exact[index * each + output]));
    expect([...judgedOf(one, all.exact)]).toEqual([...one.exact]);
    expect([0, 1].map((window) => indexOfWindow(one, window, each))).toEqual([output, each + output]);
    expect(windowOfIndex(one, each + output, each)).toBe(1);
    if (each > 1) expect(windowOfIndex(one, (output + 1) % each, each)).toBe(-1);
    expect(readsPadding(batch.shape)).toBe(planTerms(batch.shape).padded);
  }
});

import { expect, test } from 'vitest';
import { binary32 } from '../float/format.ts';
import { arrayOf } from './array-of.ts';
import { planBlocks } from './block-plan.ts';
import { otherGeometries } from './diagnose/other-geometries.ts';
import { runBlock } from './judge-answer.ts';
import { prepareChecks } from './judge-block.ts';
import { partOfTable, pixelTable } from './pixel-table.ts';
import { questionOf } from './question-of.ts';
import { termsOf } from './terms-of.ts';

test.each([false, true])('a table that is computed is the one in memory (transposed: %s)', (transposed) => {
  for (const [stride, dilation, before] of [
    [1, 1, 0],
    [2, 3, 4],
    [3, 2, 1],
  ] as const) {
    const axis = { pixels: 9, outputs: 11, kernel: 4, stride, dilation, before, transposed };
    const [kept, computed] = [pixelTable(axis), pixelTable(axis, 0)];
    expect([kept instanceof Int32Array, computed instanceof Int32Array]).toEqual([true, false]);
    expect([...partOfTable(computed, 0, 44)]).toEqual([...partOfTable(kept, 0, 44)]);
    expect([...partOfTable(computed, 7, 9)]).toEqual([kept.at(7), kept.at(8)]);
  }
});

/** Numbers that are computed as they are read. */
const computedFile = (path: string, length: number, at: (index: number) => number) => ({
  ...{ path, length, type: 'float32' as const, sizes: [length] },
  read: (from: number, to: number) => Float64Array.from({ length: to - from }, (_, place) => at(from + place)),
  close: () => {},
});

test('a convolution of 10^8 samples is judged in blocks', () => {
  const samples = 100_000_000;
  const sample = (i: number): number => (i % 7) - 2;
  const outputs = samples - 2;
  const output = (i: number): number => sample(i) + 2 * sample(i + 1) - 5 * sample(i + 2) + (i === outputs - 4 ? 1 : 0);
  const image = computedFile('x.npy', samples, sample);
  const answer = { name: 'y', file: computedFile('y.npy', outputs, output) };
  const question = questionOf({ kind: 'conv', image, kernel: arrayOf([1, 2, -5], [3]) }, [answer.file]);
  const checks = prepareChecks(
    question,
    [{ answer, model: { name: 'binary32', accumulator: binary32 } }],
    [Number.NEGATIVE_INFINITY],
  );
  const last = planBlocks(question).at(-1)!;
  const [tally] = runBlock(question, last, checks, {}).tallies!;
  expect(tally).toMatchObject({ wrong: 1, within: tally!.outputs - 1, notJudged: 0 });
  expect([...tally!.wrongIndices]).toEqual([outputs - 4]);
  expect([...termsOf(question, outputs - 1).left]).toEqual([outputs - 1, outputs, outputs + 1].map(sample));
  // Other questions about it are told apart without looking at every place.
  const words = [...otherGeometries(question)].map((one) => one.words);
  expect(words).toContain('the kernel is flipped');
  expect(words).not.toContain('the rows of the kernel are flipped');
});

import { expect, test } from 'vitest';
import { describeArithmetic } from '../describe.ts';
import { modelOf } from '../model.ts';
import type { BlackBox } from '../oracle.ts';
import { reveal } from '../reveal.ts';

/** A loop over the terms that `keeps` accepts. */
const loop =
  (keeps: (left: number, right: number) => boolean, round: (x: number) => number = Math.fround): BlackBox =>
  async (lefts, rights, n, count) =>
    Float32Array.from({ length: count }, (_, i) => {
      let sum = 0;
      for (let k = i * n; k < (i + 1) * n; k += 1)
        if (keeps(lefts[k]!, rights[k]!)) sum = Math.fround(sum + round(lefts[k]! * rights[k]!));
      return sum;
    });

test.each([
  ['left', 'terms with a zero pixel left out', loop((left) => left !== 0)],
  ['right', 'terms with a zero tap left out', loop((_, right) => right !== 0)],
  ['either', 'terms with a zero factor left out', loop((left, right) => left !== 0 && right !== 0)],
  [
    'right',
    'terms with a zero tap left out',
    loop(
      (_, right) => right !== 0,
      (x) => x,
    ),
  ],
] as const)('%s zeros left out are revealed and replayed', async (leavesOut, words, blackBox) => {
  const found = await reveal(blackBox, 9, { replays: 2000 });
  if (!found.explained) expect.fail(found.because);
  expect(found.accumulation.leavesOut).toBe(leavesOut);
  expect(describeArithmetic(found.accumulation)).toContain(words);
  const model = modelOf(found.accumulation);
  const [lefts, rights] = [new Float32Array(9).fill(Number.NaN), new Float32Array(9)];
  expect([...model(lefts, rights, 9, 1)]).toEqual([...(await blackBox(lefts, rights, 9, 1))]);
});

test('an engine that loses NaN is not taken for one that leaves out zeros', async () => {
  const found = await reveal(
    loop((left, right) => !Number.isNaN(left * right)),
    9,
    { replays: 2000 },
  );
  expect(found).toMatchObject({ explained: false, because: expect.stringMatching(/NaN is lost/) });
});

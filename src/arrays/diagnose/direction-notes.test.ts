import { expect, test } from 'vitest';
import type { ElementType } from '../../float/element-type.ts';
import { arrayOf } from '../array-of.ts';
import { judgeAnswers } from '../judge-answer.ts';
import { judgeArrays } from '../judge-arrays.ts';
import type { AnswerJudgement } from '../judgement.ts';
import { questionOf } from '../question-of.ts';
import type { TallyRunner } from '../tally-runner.ts';

const run: TallyRunner = async (question, checks) => judgeAnswers(question, checks);

/** A filter along a row of numbers. */
function filtered(
  row: readonly number[],
  taps: readonly number[],
  round: (x: number) => number = (x) => x,
): readonly number[] {
  return row.slice(taps.length - 1).map((_, at) => taps.reduce((sum, tap, t) => round(sum + tap * row[at + t]!), 0));
}

async function judge(
  row: readonly number[],
  taps: readonly number[],
  outputs: readonly number[],
  type: ElementType,
  inputs: ElementType = type,
): Promise<AnswerJudgement> {
  const sized = (numbers: readonly number[], name: string, of = inputs) =>
    arrayOf(numbers, [1, 1, 1, numbers.length], of, name);
  const request = {
    ...({ kind: 'conv', layout: 'nchw', kernelLayout: 'oihw' } as const),
    ...{ image: sized(row, 'x'), kernel: sized(taps, 'w') },
  };
  const answer = { name: 'y', file: sized(outputs, 'y', type) };
  const judged = await judgeArrays(questionOf(request, [answer.file]), [answer], { run });
  return judged.outputs[0]!;
}

test('integers above 2^24 that no binary32 number is are counted and said', async () => {
  const row = Array.from({ length: 1000 }, (_, k) => 5592000 + (k ^ 5));
  const exact = filtered(row, [1, 1, 1]);
  const inexact = exact.filter((sum) => Math.fround(sum) !== sum).length;
  expect(inexact).toBeGreaterThan(100);
  const found = await judge(row, [1, 1, 1], filtered(row, [1, 1, 1], Math.fround), 'float32');
  expect(found).toMatchObject({ verdict: 'rounding', inexact });
  const words = `${inexact} of the 998 exact values are no binary32 numbers: above 2^24 not every integer is one.`;
  expect(found.notes).toContain(words);
  // In binary64 all are numbers, and fractions are no integers.
  expect(await judge(row, [1, 1, 1], exact, 'float64')).toMatchObject({ inexact: 0, notes: [] });
  const small = row.map((x) => x * 2 ** -20);
  const fractions = await judge(small, [1, 1, 1], filtered(small, [1, 1, 1], Math.fround), 'float32');
  expect([fractions.inexact, fractions.notes.join(' ')]).toEqual([inexact, expect.not.stringMatching(/integer/)]);
  // Numbers so far apart that binary64 does not hold their sums.
  const apart = row.map((x, k) => Math.fround((x / 3) * 2 ** (k % 60)));
  const sums = filtered(apart, apart.slice(0, 3), Math.fround);
  expect((await judge(apart, apart.slice(0, 3), sums, 'float32')).inexact).toBe(null);
});

test('errors that all go one way, as of taps that were rounded before, are said', async () => {
  const weights = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((x) => Math.exp(-(x * x) / 4.5));
  const taps = weights.map((weight) => weight / weights.reduce((sum, one) => sum + one));
  const row = Array.from({ length: 400 }, (_, k) => 100 + k * 1.1);
  const rounded = taps.map(Math.fround);
  const shift = rounded.reduce((sum, tap) => sum + tap) - 1;
  const found = await judge(row, taps, filtered(row, rounded), 'float64');
  expect(found.verdict).toBe('narrower');
  const by = Math.abs(shift).toExponential(0).replace('e-', 'e−');
  const words = `errors of a sample go ${shift > 0 ? 'up' : 'down'}, by ${by} of the value on average.`;
  expect(found.notes).toEqual([expect.stringContaining(words)]);
  const { mean, rootMeanSquare } = found.scale!;
  expect(Number(mean) / Number(rootMeanSquare)).toBeCloseTo(Math.sign(shift), 1);
  // Rounding scatters.
  const right = await judge(row, taps, filtered(row, taps), 'float64');
  expect([right.verdict, right.notes.join(' ')]).toEqual(['rounding', expect.not.stringMatching(/errors of a sample/)]);
  expect(Math.abs(Number(right.scale!.mean))).toBeLessThan(Number(right.scale!.rootMeanSquare) / 2);
});

test('a shift that the rounding of results hides is found in the mean, if rounded inputs explain it', async () => {
  const weights = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((x) => Math.exp(-(x * x) / 4.5));
  const taps = weights.map((weight) => weight / weights.reduce((sum, one) => sum + one));
  const row = Array.from({ length: 4000 }, (_, k) => 100 + ((k * 7919) % 1009) / 8);
  const shifted = filtered(row, taps.map(Math.fround)).map(Math.fround);
  const found = await judge(row, taps, shifted, 'float32', 'float64');
  expect(found.verdict).toBe('rounding');
  expect(found.notes.join(' ')).toMatch(/go (up|down) by \S+ of the value, .* as if these had been rounded before\.$/);
  const right = await judge(row, taps, filtered(row, taps).map(Math.fround), 'float32', 'float64');
  expect([right.verdict, right.notes.join(' ')]).toEqual(['rounding', expect.not.stringMatching(/rounded before/)]);
});

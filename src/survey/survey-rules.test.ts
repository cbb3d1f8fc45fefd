import { expect, test } from 'vitest';
import type { SurveyRow } from '../corpus/survey.ts';
import { placesText, shapeText, surveyRules } from './survey-rules.ts';

/** A row whose outputs are all computed by one tree, but for as many as are told by another. */
function row(shape: string, summary: string, outputs = 1, others = 0): SurveyRow {
  const group = (text: string, count: number): SurveyRow['groups'][number] => ({
    ...{ outputs: count, terms: 9, padded: 0, explained: true, height: 8, summary: text, arithmetic: 'products exact' },
    ...{ digest: '', because: null, calls: 1, rounds: 1, replays: 10, mismatches: 0 },
  });
  return {
    ...{ subject: 'test/conv2d', version: '1', shape, outputs: outputs + others, because: null },
    groups: [group(summary, outputs), ...(others === 0 ? [] : [group('pairwise', others)])],
    ...{ aloneAsAmongOthers: true, twoThreadsAsOne: null },
  };
}

const sum = (n: number, tree: string): SurveyRow => row(`1×1×${n}×1 * 1×${n}×1×1 stride 1×1 dilation 1×1 valid`, tree);
const square = (side: number, tree: string, others = 0): SurveyRow =>
  row(`1×${side}×${side}×3 * 3×3×3×8 stride 1×1 dilation 1×1 same`, tree, side * side * 8 - others, others);

const texts = (rows: readonly SurveyRow[]): readonly string[] =>
  surveyRules(rows).map(({ tree, places }) => `${tree}: ${placesText(places, rows)}`);

test('sums are written as ranges of n, interrupted where the rule fails', () => {
  const rows = [2, 3, 4, 7, 8, 9, 16, 64].map((n) => sum(n, n === 9 ? 'lanes 8' : 'sequential'));
  expect(texts(rows)).toEqual(['sequential: *n* = 2 … 8, 16, 64', 'lanes 8: *n* = 9']);
});

test('windows are listed one by one, as all, or as all but a few', () => {
  const sides = [4, 5, 6, 7, 8, 9, 10, 11];
  expect(texts(sides.map((side) => square(side, 'sequential')))).toEqual(['sequential: all 8 windows']);
  expect(texts(sides.map((side) => square(side, side === 5 ? 'lanes 8' : 'sequential')))).toEqual([
    'sequential: all 8 windows but 5×5×3 * 3×3 → 8 same',
    'lanes 8: 5×5×3 * 3×3 → 8 same',
  ]);
  expect(texts([square(4, 'sequential', 28), square(5, 'sequential')])).toEqual([
    'sequential: 4×4×3 * 3×3 → 8 same [100 of 128], 5×5×3 * 3×3 → 8 same',
    'pairwise: 4×4×3 * 3×3 → 8 same [28 of 128]',
  ]);
});

test('numbers that change with the shape do not split a rule, and groups of one shape are one place', () => {
  const odd = row('1×6×6×1 * 2×2×1×1 stride 1×1 dilation 1×1 valid', 'no named pattern: 4 terms, height 2', 20, 5);
  const twice = { ...odd, groups: [odd.groups[0]!, odd.groups[0]!], outputs: 40 };
  const other = row('1×8×8×1 * 3×3×1×1 stride 1×1 dilation 1×1 valid', 'no named pattern: 9 terms, height 4');
  expect(texts([twice, other])).toEqual(['no named pattern: all 2 windows']);
});

test('a shape is written without what is 1', () => {
  expect(shapeText({ shape: '2×9×9×2 * 3×3×2×2 stride 2×2 dilation 1×1 valid' })).toBe(
    '2 of 9×9×2 * 3×3 → 2 stride 2×2',
  );
  expect(shapeText({ shape: '1×5×5×1 * 5×5×1×1 stride 1×1 dilation 1×1 padding 1,0,0,1' })).toBe(
    '5×5 * 5×5 padding 1,0,0,1',
  );
});

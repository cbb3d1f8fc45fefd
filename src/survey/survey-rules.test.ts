import { expect, test } from 'vitest';
import type { ConvShape, Padding } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import type { SurveyGroup, SurveyRow } from '../corpus/survey.ts';
import { uniformAccumulation } from '../sums/accumulation.ts';
import { type ArithmeticSummary, summariseArithmetic } from '../sums/arithmetic-summary.ts';
import { sequentialTree } from '../sums/schemes.ts';
import { lengthOf, placesText, shortShape, surveyRules } from './survey-rules.ts';

const arithmetic = summariseArithmetic(uniformAccumulation(sequentialTree(9), 'wide'));
const shapeOf = (text: string, padding: Padding = 'valid'): ConvShape =>
  convShape(text, { stride: [1, 1], dilation: [1, 1], padding });

/** A row in which `others` outputs have another tree. */
function row(shape: ConvShape, summary: string, outputs = 1, others = 0): SurveyRow {
  const group = (text: string, count: number): SurveyRow['groups'][number] => ({
    ...{ outputs: count, terms: 9, padded: 0, explained: true, height: 8, summary: text, arithmetic },
    ...{ digest: '', because: null, calls: 1, rounds: 1, replays: 10, mismatches: 0 },
  });
  return {
    ...{ subject: 'test/conv2d', version: '1', shape, outputs: outputs + others, outcome: 'value', because: null },
    groups: [group(summary, outputs), ...(others === 0 ? [] : [group('pairwise', others)])],
    ...{ batchKeepsBits: true, threadsKeepBits: null },
  };
}

const sum = (n: number, tree: string): SurveyRow => row(shapeOf(`1x${n}`), tree);
const square = (side: number, tree: string, others = 0): SurveyRow =>
  row(shapeOf(`${side}x${side}x3*3x3x8`, 'same'), tree, side * side * 8 - others, others);

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
  const mixed = (exact: number): ArithmeticSummary => ({
    ...arithmetic,
    products: { exact, rounded: 2 },
    additions: [
      { format: 'binary32', count: exact },
      { format: 'binary64', count: 1 },
    ],
  });
  const small = row(shapeOf('6x6*2x2'), 'no named pattern', 20, 5);
  const [group] = small.groups as [SurveyGroup];
  const groups = [
    { ...group, arithmetic: mixed(2) },
    { ...group, arithmetic: mixed(9) },
  ];
  const large = row(shapeOf('8x8*3x3'), 'no named pattern');
  const rows = [
    { ...small, groups, outputs: 40 },
    { ...large, groups: large.groups.map((one) => ({ ...one, arithmetic: mixed(7) })) },
  ];
  expect(texts(rows)).toEqual(['no named pattern: all 2 windows']);
  expect(surveyRules(rows)[0]).toMatchObject({
    computing: 'some products fused into their additions, some rounded to binary32; sums in binary32, in binary64',
    places: [{ outputs: 40 }, { outputs: 1 }],
  });
});

test('a shape is written without sizes of 1', () => {
  const strided = convShape('2x9x9x2*3x3x2', { stride: [2, 2], dilation: [1, 1], padding: 'valid' });
  expect(shortShape({ shape: strided })).toBe('2 of 9×9×2 * 3×3 → 2 stride 2×2');
  expect(shortShape({ shape: shapeOf('5x5*5x5', [1, 0, 0, 1]) })).toBe('5×5 * 5×5 padding 1,0,0,1');
});

test.each([
  ['1x9', 9],
  ['1x9*1x8', undefined],
  ['9x1', undefined],
  ['1x9x2*1x9', undefined],
] as const)('a sum of products is one row under a kernel of its size: %s', (text, length) => {
  expect(lengthOf(row(shapeOf(text), 'sequential'))).toBe(length);
});

import { describe, expect, test } from 'vitest';
import { convShape } from '../../conv/shape-text.ts';
import { placePattern } from './place-pattern.ts';
import { type ShapeSample, shapePattern } from './shape-pattern.ts';

const sample = (text: string, isWrong: boolean): ShapeSample => ({
  ...{ shape: convShape(text), operation: 'conv2d', cases: 1, isWrong },
});
const widths = (isWrong: (width: number) => boolean): readonly ShapeSample[] =>
  Array.from({ length: 40 }, (_, index) => sample(`3x${index + 1}*1x1`, isWrong(index + 1)));

describe('the condition on shapes', () => {
  test('is the simplest one that separates wrong from right, with its counts', () => {
    expect(shapePattern(widths((width) => width > 16))).toEqual({
      ...{ words: 'output width > 16', meeting: 24, wrong: 24, others: 16 },
    });
    expect(shapePattern(widths((width) => width >= 32))?.words).toBe('output width ≥ 32');
    expect(shapePattern(widths((width) => width % 8 !== 0))?.words).toBe('output width mod 8 ≠ 0');
    expect(shapePattern(widths((width) => width > 16 && width % 4 === 0))?.words).toBe(
      'output width mod 4 = 0 and output width > 16',
    );
  });

  test('says that everything is wrong, and nothing where nothing fits or too few shapes were tried', () => {
    expect(shapePattern(widths(() => true))).toEqual({ words: '', meeting: 40, wrong: 40, others: 0 });
    expect(shapePattern(widths(() => false))).toBeUndefined();
    // Seven of 40 shapes in no order that a kernel has.
    expect(shapePattern(widths((width) => [3, 7, 18, 22, 29, 30, 37].includes(width)))).toBeUndefined();
    expect(shapePattern([sample('3x20*1x1', true), sample('3x5*1x1', false)])).toBeUndefined();
  });

  test('allows for right shapes on which the fault did not show', () => {
    const pattern = shapePattern(widths((width) => width > 16 && width !== 20));
    expect(pattern).toMatchObject({ words: 'output width > 16', meeting: 24, wrong: 23, others: 16 });
  });
});

describe('the place', () => {
  const at = (row: number, column: number, rows = 5, columns = 7) => ({
    sizes: [1, 1, rows, columns, 1],
    at: [0, 0, row, column, 0].map((index) => new Set([index])),
  });

  test('is the last column, whatever the row and the width', () => {
    const pattern = placePattern([at(0, 6), at(3, 6), at(1, 8, 5, 9), at(4, 3, 5, 4), at(2, 6)]);
    expect(pattern?.words).toBe('last column');
    expect(pattern?.fits([1, 1, 5, 1, 1])).toBe(false);
    expect(pattern?.fits([1, 1, 1, 2, 1])).toBe(true);
  });

  test('is nothing where wrong outputs lie anywhere, or in too few batches', () => {
    expect(placePattern([at(0, 1), at(3, 6), at(1, 4), at(4, 2), at(2, 0)])).toBeUndefined();
    expect(placePattern([at(0, 6), at(3, 6)])).toBeUndefined();
  });
});

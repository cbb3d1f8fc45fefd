import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { convShape, shapeKey } from './shape-text.ts';

test.each([
  ['5x5', '1×5×5×1 * 5×5×1×1'],
  ['4x7x3', '1×4×7×3 * 4×7×3×1'],
  ['2x4x7x3', '2×4×7×3 * 4×7×3×1'],
  ['6x6*3x2', '1×6×6×1 * 3×2×1×1'],
  ['1x28×28x2*5x5x16', '1×28×28×2 * 5×5×2×16'],
])('%s is %s', (text, key) => {
  expect(shapeKey(convShape(text))).toBe(`${key} stride 1×1 dilation 1×1 valid`);
});

test.each([
  '',
  '5',
  '5x',
  '0x5',
  '5x5*',
  '5x5*3',
  '1x2x3x4x5',
  '5x5*3x3x2x1',
  '5x5*3x3x1x1x1',
  '5x5*3x3*2',
  '-1x5',
  '5.5x5',
  'axb',
])('%j is refused in one line', (text) => {
  expect(() => convShape(text)).toThrow(UsageError);
  expect(() => convShape(text)).toThrow(/^shape [^\n]*$/);
});

test('one number counts for rows and columns; the defaults are 1 and valid', () => {
  expect(convShape('9x9*3x3', { stride: 2, dilation: [1, 3], padding: [1, 0, 2, 0] })).toEqual({
    ...{ batch: 1, height: 9, width: 9, channelsIn: 1, channelsOut: 1, kernelHeight: 3, kernelWidth: 3 },
    ...{ stride: [2, 2], dilation: [1, 3], padding: [1, 0, 2, 0] },
  });
});

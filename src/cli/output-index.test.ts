import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { outputNumber, parseOutputIndex } from './output-index.ts';

test.each([
  ['13', 13],
  ['0', 0],
  ['1,2', 15],
  ['1,0,2,0', 15],
  [' 1, 12', 25],
])('--output %s is number %d of 1×… outputs', (text, number) => {
  const sizes = text.split(',').length === 4 ? [2, 1, 13, 1] : [2, 13];
  expect(outputNumber(parseOutputIndex(text), sizes)).toBe(number);
});

test('axes of size 1 may be left out', () => {
  expect(outputNumber([2, 3], [1, 5, 5, 1])).toBe(13);
});

test.each(['', 'x', '1,', '-1', '1.5', '1x2'])('%j is no output', (text) => {
  expect(() => parseOutputIndex(text)).toThrow(UsageError);
  expect(() => parseOutputIndex(text)).toThrow(/not a whole number from 0 on, or one for each axis/);
});

test.each([[[5, 0]], [[0, 5]], [[1, 1, 1]]])('%j is outside of 5×5', (place) => {
  expect(() => outputNumber(place, [5, 5])).toThrow(/--output .*: the answer has the sizes 5×5/);
});

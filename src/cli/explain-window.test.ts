import { expect, test } from 'vitest';
import { arrayOf } from '../arrays/array-of.ts';
import { windowOfArrays } from './explain-window.ts';

test('a sum of too many terms is refused before they are read', () => {
  const read = (): never => {
    throw new Error('read');
  };
  const array = { ...arrayOf([], [0], 'float32', 'x.npy'), sizes: [2 ** 24 + 1], length: 2 ** 24 + 1, read };
  expect(() => windowOfArrays({ kind: 'sum', array }, 0, false)).toThrow(
    '--output 0: it sums 16777217 terms; explain takes at most 16777216',
  );
});

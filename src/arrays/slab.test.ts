import { expect, test } from 'vitest';
import { arrayOf } from './array-of.ts';
import { readSlab } from './slab.ts';

const [rows, columns] = [600, 80];
const whole = arrayOf(
  Float64Array.from({ length: rows * columns }, (_, index) => index),
  [rows, columns],
  'float64',
);

test.each([
  ['some columns of all rows', [0, rows], [3, 5], 2],
  ['one column', [7, rows], [79, 80], 1],
  ['all columns of some rows', [20, 300], [0, columns], 80],
  ['nothing', [5, 5], [0, columns], 0],
] as const)('%s, in either order of the axes, without reading much else', (_, ofRows, ofColumns, width) => {
  let read = 0;
  const file = {
    ...whole,
    read: (from: number, to: number): Float64Array => {
      read += to - from;
      return whole.read(from, to);
    },
  };
  const axes = [[{ size: rows, stride: columns }], [{ size: columns, stride: 1 }]];
  const expected = Array.from({ length: ofRows[1] - ofRows[0] }, (_, row) =>
    Array.from({ length: width }, (_, column) => (ofRows[0] + row) * columns + ofColumns[0] + column),
  );
  expect([...readSlab({ file, axes }, [ofRows, ofColumns])]).toEqual(expected.flat());
  expect(read).toBeLessThanOrEqual(rows * columns);
  const turned = readSlab({ file, axes: axes.toReversed() }, [ofColumns, ofRows]);
  expect([...turned]).toEqual(Array.from({ length: width }, (_, column) => expected.map((row) => row[column]!)).flat());
});

test('axes that repeat are read once', () => {
  const axes = [[{ size: 3, stride: 0 }], [{ size: 2, stride: 1 }]];
  expect([
    ...readSlab({ file: whole, axes }, [
      [0, 3],
      [0, 2],
    ]),
  ]).toEqual([0, 1, 0, 1, 0, 1]);
});

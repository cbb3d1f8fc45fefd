import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import { outputPlace, outputPlaces } from './output-places.ts';

/** 3 rows, 4 columns, 2 channels. */
const shape = convShape('5x6x1*3x3x2');
const all = Array.from({ length: 24 }, (_, output) => output);
const at = (test: (row: number, column: number, channel: number) => boolean): number[] =>
  all.filter((output) => test(Math.floor(output / 8), Math.floor(output / 2) % 4, output % 2));

test('an output is named by its row, column and channel', () => {
  expect(outputPlace(shape, 'conv2d', 13)).toBe('row 1, column 2, channel 1');
});

test.each([
  [at((_, column) => column === 3), 'column 3'],
  [at((_r, _c, channel) => channel === 1), 'channel 1'],
  [at((row, column) => row > 0 && column < 3), 'rows 1, 2, columns 0 to 2'],
  [[0, 13], 'row 0, column 0, channel 0; row 1, column 2, channel 1'],
  [
    [0, 1, 2, 3, 13, 20],
    `${['0, column 0', '0, column 1'].flatMap((at) => [0, 1].map((c) => `row ${at}, channel ${c}`)).join('; ')}` +
      '; and 2 more',
  ],
])('%j are %s', (outputs, words) => {
  expect(outputPlaces(shape, 'conv2d', outputs)).toBe(words);
});

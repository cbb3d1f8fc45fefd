import { expect, test } from 'vitest';
import { placesOf } from './places.ts';

const names = ['image', 'row', 'column', 'channel'];

/** Phrase and hints for the outputs of a grid for which a condition on the place holds. */
function phraseOf(sizes: readonly number[], holds: (place: readonly number[], index: number) => boolean): string {
  const total = sizes.reduce((product, size) => product * size, 1);
  const marks = new Uint8Array(Math.ceil(total / 8));
  for (let index = 0; index < total; index++) {
    const place: number[] = [];
    for (let axis = sizes.length - 1, rest = index; axis >= 0; axis--) {
      place.unshift(rest % sizes[axis]!);
      rest = Math.floor(rest / sizes[axis]!);
    }
    if (holds(place, index)) marks[index >>> 3]! |= 1 << (index & 7);
  }
  const found = placesOf({ sizes, names: names.slice(0, sizes.length) }, marks);
  return found === undefined ? '' : [found.words, ...found.hints].join(' | ');
}

test.each<[string, (place: readonly number[], index: number) => boolean, string]>([
  ['one column', ([, , x]) => x === 8, 'the last column | 9 columns are 1 more than a multiple of 8'],
  ['one row', ([, y]) => y === 0, 'the first row'],
  [
    'of every second row',
    ([, y, x]) => x === 8 && y! % 2 === 1,
    'the last column of every second row | 9 columns are 1 more than a multiple of 8',
  ],
  ['one channel of an image', ([b, , , c]) => b === 1 && c === 1, 'channel 1 of 0…2 of the last image'],
  ['every third', ([, , x]) => x! % 3 === 1, 'every third column, from column 1 on'],
  ['blocks', ([, , x]) => x! % 4 === 0 || x! % 4 === 3, 'columns that are 0 or 3 mod 4'],
  ['the border', ([, y, x]) => y === 0 || y === 5 || x === 0 || x === 8, 'the border, 1 wide'],
  ['two edges', ([, y, x]) => y === 5 || x! >= 7, 'the edges at bottom and right, 1 at bottom and 2 at right'],
  ['a tail', (_, index) => index >= 301, 'everything from index 301 on'],
  ['a range', ([, y]) => y! >= 2 && y! <= 3, 'rows 2 to 3 of 0…5'],
  [
    'one output',
    ([b, y, x, c]) => b === 1 && y === 4 && x === 5 && c === 1,
    '[1, 4, 5, 1] (image, row, column, channel)',
  ],
  ['everywhere', () => true, ''],
  ['nowhere', () => false, ''],
  ['no pattern', (_, index) => (index * 7919) % 101 < 11, ''],
])('places: %s', (_, holds, words) => {
  expect(phraseOf([2, 6, 9, 3], holds)).toBe(words);
});

import { expect, test } from 'vitest';
import { algorithms } from '../../sums/algorithms.ts';
import { treeKey } from '../flat-tree.ts';
import { schemes, windowSchemes } from './all-schemes.ts';

const window = { rows: 4, columns: 5, channels: 3 };
const n = 60;

test('a window is guessed with every scheme of our own algorithms, and with none of them twice', () => {
  const guesses = windowSchemes(window);
  const guessed = guesses.map(({ tree }) => treeKey(tree(n)));
  const treeOf = ({ tree }: (typeof algorithms)[number]): unknown => JSON.stringify(tree(n, window));
  const ours = new Set(algorithms.filter(({ summation }) => summation === 'tree').map(treeOf));
  expect(new Set(guessed).size).toBe(guesses.length);
  expect(guesses.length).toBe(ours.size);
  expect(guesses.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['sequential', 'column major', 'blocked rows']),
  );
});

test('windows of very few or very many terms are not guessed', () => {
  expect(windowSchemes({ rows: 1, columns: 3, channels: 1 })).toEqual([]);
  expect(windowSchemes({ rows: 5, columns: 5, channels: 41 })).toEqual([]);
});

test.each([1, 2, 7, 16, 33, 100])(
  'every scheme gives a whole tree of %i terms, and every name is given once',
  (terms) => {
    for (const { name, tree } of schemes) {
      const { children } = tree(terms);
      const added = children.flat().toSorted((a, b) => a - b);
      expect(added, name).toEqual(Array.from({ length: terms === 1 ? 0 : terms + children.length - 1 }, (_, id) => id));
    }
    expect(new Set(schemes.map(({ name }) => name)).size).toBe(schemes.length);
  },
);

test('a tree that 4 and 8 lanes give alike is named after both', () => {
  const named = (n: number): readonly string[] =>
    windowSchemes({ rows: 1, columns: n, channels: 1 }).flatMap(({ name }) => (name.startsWith('lanes') ? [name] : []));
  expect(named(9)).toEqual(expect.arrayContaining(['lanes 4 or 8']));
  expect(named(9)).not.toContain('lanes 4');
  expect(named(25)).toEqual(['lanes 4', 'lanes 8', 'lanes 16']);
});

import { expect, test } from 'vitest';
import { binary32BlackBox } from '../black-boxes.test-support.ts';
import { treeKey } from '../flat-tree.ts';
import { reveal } from '../reveal.ts';
import { channelSchemes } from './channel-schemes.ts';

const window = { rows: 3, columns: 3, channels: 20 };
const n = 180;

test.each(['channel first: sequential', 'channel first: blocks of 128', 'channels in blocks of 8'])(
  '%s is named, and costs few calls',
  async (name) => {
    const guesses = channelSchemes(window);
    const tree = guesses.find((scheme) => scheme.name === name)!.tree(n);
    const found = await reveal(binary32BlackBox(tree), n, { guesses, replays: 20 });
    expect(found).toMatchObject({ explained: true, scheme: name });
    expect(found.cost.treeCalls).toBeLessThan(20);
    const unnamed = await reveal(binary32BlackBox(tree), n, { replays: 20 });
    expect(unnamed.cost.treeCalls).toBeGreaterThan(3 * found.cost.treeCalls);
  },
);

test('channel first adds pixel after pixel of a channel, in a tree of its own each, and no window of one place', () => {
  const [first] = channelSchemes({ rows: 1, columns: 2, channels: 3 });
  expect(first!.tree(6).children.slice(0, 3)).toEqual([
    [0, 3],
    [6, 1],
    [7, 4],
  ]);
  const keys = channelSchemes({ ...window, channels: 64 }).map(({ tree }) => treeKey(tree(576)));
  expect(new Set(keys).size).toBe(keys.length);
  expect(channelSchemes({ rows: 1, columns: 1, channels: 64 })).toEqual([]);
});

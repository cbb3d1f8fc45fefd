import { describe, expect, test } from 'vitest';
import { isBinary, treeKey } from '../flat-tree.ts';
import { accepted, allTrees, certificateKinds, expectOnly, flat, type Nested } from './all-trees.test-support.ts';
import { spernerCalls } from './sperner-certificate.ts';
import { windowCertificate } from './window-certificate.ts';

describe.each([3, 4, 5])('all trees of %i terms against the certificates of all binary ones', (n) => {
  const trees = allTrees(n).map((tree) => flat(tree, n));
  test.each(certificateKinds)('%s: accepted is equal', (_, certificateOf) => {
    expect(new Set(trees.map(treeKey)).size).toBe(trees.length);
    for (const tree of trees.filter(isBinary)) {
      expectOnly(tree, accepted(trees, certificateOf(tree)));
    }
  });
});

test('there are 4, 26 and 236 trees of 3, 4 and 5 terms', () => {
  expect([3, 4, 5].map((n) => allTrees(n).length)).toEqual([4, 26, 236]);
});

test('a chain takes n − 2 calls of masks of one size and a thirty-second of that of windows', () => {
  const chain = flat(
    Array.from({ length: 99 }, (_, k) => k + 1).reduce<Nested>((tree, leaf) => [tree, leaf], 0),
    100,
  );
  expect(spernerCalls(chain)).toBe(98);
  expect(windowCertificate(chain, 98)!.expected.length).toBe(4);
});

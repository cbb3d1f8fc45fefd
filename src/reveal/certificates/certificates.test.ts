import { describe, expect, test } from 'vitest';
import { isBinary, treeKey } from '../flat-tree.ts';
import {
  accepted,
  binaryKinds,
  everyTree,
  expectOnly,
  flatTree,
  type NestedTree,
  wideKinds,
} from './every-tree.test-support.ts';
import { smallestCertificate } from './smallest-certificate.ts';
import { spernerCalls } from './sperner-certificate.ts';
import { windowCertificate } from './window-certificate.ts';

describe.each([3, 4, 5])('all trees of %i terms against the certificate of each', (n) => {
  const trees = everyTree(n).map((tree) => flatTree(tree, n));
  test.each(binaryKinds)('%s: the certificate of a binary tree accepts only that tree', (_, certificateOf) => {
    expect(new Set(trees.map(treeKey)).size).toBe(trees.length);
    for (const tree of trees.filter(isBinary)) {
      expectOnly(tree, accepted(trees, certificateOf(tree)));
    }
  });
  test.each(wideKinds)(
    '%s: the certificate of a tree with wide additions accepts only that tree',
    (_, certificateOf) => {
      for (const tree of trees.filter((one) => !isBinary(one))) expectOnly(tree, accepted(trees, certificateOf(tree)));
    },
  );
});

test('there are 4, 26 and 236 trees of 3, 4 and 5 terms', () => {
  expect([3, 4, 5].map((n) => everyTree(n).length)).toEqual([4, 26, 236]);
});

test('one addition of 16 terms takes 120 calls in any arithmetic, and 36 if sums have at most 24 bits', () => {
  const one = flatTree(
    Array.from({ length: 16 }, (_, k) => k),
    16,
  );
  expect(smallestCertificate(one, true)).toMatchObject({ kind: 'sperner', expected: { length: 120 } });
  expect(smallestCertificate(one, false)).toMatchObject({ kind: 'parity', expected: { length: 36 } });
});

test('a chain takes n − 2 calls with masks of one size, and 1/32 of that with windows', () => {
  const chain = flatTree(
    Array.from({ length: 99 }, (_, k) => k + 1).reduce<NestedTree>((tree, leaf) => [tree, leaf], 0),
    100,
  );
  expect(spernerCalls(chain)).toBe(98);
  expect(windowCertificate(chain, 98)!.expected.length).toBe(4);
});

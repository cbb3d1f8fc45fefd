import { expect, test } from 'vitest';
import { isBinary } from '../flat-tree.ts';
import { accepted, binaryKinds, everyTree, expectOnly, flatTree, wideKinds } from './every-tree.test-support.ts';

test.each(binaryKinds)(
  '%s: of all 2,752 trees of six terms, the certificate of a binary tree accepts only that tree',
  (_, certificateOf) => {
    const trees = everyTree(6).map((tree) => flatTree(tree, 6));
    expect(trees).toHaveLength(2752);
    const binary = trees.filter(isBinary);
    expect(binary).toHaveLength(945);
    for (const tree of binary) expectOnly(tree, accepted(trees, certificateOf(tree)));
  },
);

const some = 8;

test.each(wideKinds)(
  '%s: of all 2,752 trees of six terms, the certificate of a wide tree accepts only that tree',
  (_, certificateOf) => {
    const trees = everyTree(6).map((tree) => flatTree(tree, 6));
    const wide = trees.filter((tree) => !isBinary(tree));
    expect(wide).toHaveLength(1807);
    for (const tree of wide.filter((one, index) => index % some === 0 || one.children.length === 1))
      expectOnly(tree, accepted(trees, certificateOf(tree)));
  },
);

test('of all 39,208 trees of seven terms, a certificate of the single addition accepts only that tree', () => {
  const trees = everyTree(7).map((tree) => flatTree(tree, 7));
  expect(trees).toHaveLength(39_208);
  const one = trees.find(({ children }) => children.length === 1)!;
  for (const [, certificateOf] of wideKinds) expectOnly(one, accepted(trees, certificateOf(one)));
});

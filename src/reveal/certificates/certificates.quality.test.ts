import { expect, test } from 'vitest';
import { repeats } from '../../repeats.test-support.ts';
import { isBinary } from '../flat-tree.ts';
import { accepted, binaryKinds, everyTree, expectOnly, flatTree, wideKinds } from './every-tree.test-support.ts';

/** One of so many trees has its certificate tried on all trees. */
const [someBinary, someWide] = [repeats(1, 4), repeats(8, 24)];

test.each(binaryKinds)(
  '%s: of all 2,752 trees of six terms, the certificate of a binary tree accepts only that tree',
  (_, certificateOf) => {
    const trees = everyTree(6).map((tree) => flatTree(tree, 6));
    expect(trees).toHaveLength(2752);
    const binary = trees.filter(isBinary);
    expect(binary).toHaveLength(945);
    for (const tree of binary.filter((_, index) => index % someBinary === 0))
      expectOnly(tree, accepted(trees, certificateOf(tree)));
  },
);

test.each(wideKinds)(
  '%s: of all 2,752 trees of six terms, the certificate of a wide tree accepts only that tree',
  (_, certificateOf) => {
    const trees = everyTree(6).map((tree) => flatTree(tree, 6));
    const wide = trees.filter((tree) => !isBinary(tree));
    expect(wide).toHaveLength(1807);
    for (const tree of wide.filter((one, index) => index % someWide === 0 || one.children.length === 1))
      expectOnly(tree, accepted(trees, certificateOf(tree)));
  },
);

test('of all 39,208 trees of seven terms, a certificate of the single addition accepts only that tree', () => {
  const trees = everyTree(7).map((tree) => flatTree(tree, 7));
  expect(trees).toHaveLength(39_208);
  const one = trees.find(({ children }) => children.length === 1)!;
  for (const [, certificateOf] of wideKinds) expectOnly(one, accepted(trees, certificateOf(one)));
});

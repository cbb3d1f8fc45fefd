import { expect, test } from 'vitest';
import { isBinary } from '../flat-tree.ts';
import { accepted, allTrees, certificateKinds, expectOnly, flat } from './all-trees.test-support.ts';

test.each(certificateKinds)(
  '%s: of all 2,752 trees of six terms, the certificate of each binary one accepts it alone',
  (_, certificateOf) => {
    const trees = allTrees(6).map((tree) => flat(tree, 6));
    expect(trees).toHaveLength(2752);
    const binary = trees.filter(isBinary);
    expect(binary).toHaveLength(945);
    for (const tree of binary) expectOnly(tree, accepted(trees, certificateOf(tree)));
  },
);

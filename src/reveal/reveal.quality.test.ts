import { expect, test } from 'vitest';
import { randomOf } from '../inputs/random.ts';
import { repeats } from '../repeats.test-support.ts';
import { binary32BlackBox, fusedBlackBox, randomChain, randomFlatTree } from './black-boxes.test-support.ts';
import { treeKey } from './flat-tree.ts';
import { Oracle } from './oracle.ts';
import { revealRandomTrees } from './reveal-random-trees.test-support.ts';
import { revealTree } from './reveal-tree.ts';

test('small trees with all mixes of arithmetic are revealed, some with wide additions', async () => {
  await revealRandomTrees(21, repeats(1000, 30), 6, 2);
  await revealRandomTrees(22, repeats(1000, 30), 9, 4);
});

/** Binary trees, chains, and fused additions of up to six terms. */
test('random trees of up to 128 terms are found', async () => {
  const rng = randomOf(2018);
  for (let run = 0; run < repeats(10_000, 120); run += 1) {
    const n = 1 + rng.below(run % 5 === 0 ? 128 : 48);
    const kind = run % 4;
    const tree = kind === 0 ? randomChain(rng, n) : randomFlatTree(rng, n, kind === 3 ? 6 : 2);
    const blackBox =
      kind === 3 ? fusedBlackBox(tree, rng.below(4), run % 8 === 3 ? 'cut' : 'nearest') : binary32BlackBox(tree);
    const { tree: found } = await revealTree(new Oracle(blackBox, n), { seed: run });
    if (treeKey(found) !== treeKey(tree)) expect.fail(`run ${run}: ${treeKey(found)} instead of ${treeKey(tree)}`);
  }
});

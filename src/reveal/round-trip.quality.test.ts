import { expect, test } from 'vitest';
import { randomOf } from '../inputs/random.ts';
import { binary32Box, fusedBox, randomChain, randomTree } from './boxes.test-support.ts';
import { treeKey } from './flat-tree.ts';
import { Questions } from './probe.ts';
import { revealTree } from './reveal-tree.ts';

/** Revealing what a random tree computes gives the tree back: binary ones, chains, and fused additions of up to six terms. */
test('10,000 random trees of up to 128 terms come back', async () => {
  const rng = randomOf(2018);
  for (let run = 0; run < 10_000; run += 1) {
    const n = 1 + rng.below(run % 5 === 0 ? 128 : 48);
    const kind = run % 4;
    const tree = kind === 0 ? randomChain(rng, n) : randomTree(rng, n, kind === 3 ? 6 : 2);
    const probe = kind === 3 ? fusedBox(tree, rng.below(4), run % 8 === 3 ? 'cut' : 'nearest') : binary32Box(tree);
    const { tree: found } = await revealTree(new Questions(probe, n), { seed: run });
    if (treeKey(found) !== treeKey(tree)) expect.fail(`run ${run}: ${treeKey(found)} instead of ${treeKey(tree)}`);
  }
});

import { expect } from 'vitest';
import { randomOf } from '../inputs/random.ts';
import { randomFlatTree } from './black-boxes.test-support.ts';
import { accumulationBlackBox, randomIeeeAccumulation } from './features/random-accumulation.test-support.ts';
import { treeKey } from './flat-tree.ts';
import { modelOf } from './model.ts';
import { Oracle } from './oracle.ts';
import { replay } from './replay.ts';
import { reveal } from './reveal.ts';

/**
 * Reveals random accumulations. Each tree must be the true one, and each model must give the same bits on 2,000 new
 * vectors.
 */
export async function revealRandomTrees(seed: number, runs: number, largest: number, widest: number): Promise<void> {
  const rng = randomOf(seed);
  for (let run = 0; run < runs; run += 1) {
    const n = 1 + rng.below(largest);
    const tree = randomFlatTree(rng, n, widest);
    const truth = randomIeeeAccumulation(rng, tree);
    const blackBox = accumulationBlackBox(truth);
    const revealed = await reveal(blackBox, n, { replays: 200 });
    if (!revealed.explained) expect.fail(`run ${run}, n = ${n}: ${revealed.because}\n${JSON.stringify(truth)}`);
    expect(treeKey(revealed.tree)).toBe(treeKey(tree));
    const again = await replay(new Oracle(blackBox, n), modelOf(revealed.accumulation), {
      cases: 2000,
      seed: run + 100,
    });
    if (again.first) expect.fail(`run ${run}, n = ${n}: ${JSON.stringify(again.first)}\n${JSON.stringify(truth)}`);
  }
}

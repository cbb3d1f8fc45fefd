import { expect, test } from 'vitest';
import { accumulationBox, randomAccumulation } from './arithmetic/random-accumulation.test-support.ts';
import { randomTree } from './boxes.test-support.ts';
import { treeKey } from './flat-tree.ts';
import { Questions } from './probe.ts';
import { replay } from './replay.ts';
import { reveal } from './reveal.ts';
import { smallRng } from './small-rng.ts';
import { twinOf } from './twin.ts';

test('random trees with random arithmetic in every leaf and node are revealed', { timeout: 60_000 }, async () => {
  const rng = smallRng(11);
  for (let run = 0; run < 200; run += 1) {
    const n = 1 + rng.below(64);
    const tree = randomTree(rng, n);
    const truth = randomAccumulation(rng, tree);
    const box = accumulationBox(truth);
    const revealed = await reveal(box, n, { replays: 200 });
    if (!revealed.explained) console.log(run, n, JSON.stringify(truth), revealed);
    expect(revealed.explained).toBe(true);
    if (!revealed.explained) continue;
    expect(treeKey(revealed.tree)).toBe(treeKey(tree));
    const again = await replay(new Questions(box, n), twinOf(revealed.accumulation), 2000, run + 100);
    if (again.first) console.log(run, n, JSON.stringify(truth), JSON.stringify(revealed.accumulation), again.first);
    expect(again.mismatches).toBe(0);
  }
});

import { expect, test } from 'vitest';
import { randomOf } from '../inputs/random.ts';
import { binary32BlackBox, fusedBlackBox, randomChain, randomFlatTree } from './black-boxes.test-support.ts';
import { type FlatTree, treeKey } from './flat-tree.ts';
import { type BlackBox, Oracle } from './oracle.ts';
import { revealTree } from './reveal-tree.ts';
import { schemes } from './schemes/all-schemes.ts';
import type { Scheme } from './schemes/scheme.ts';
import { sieve, sieveSeed } from './sieve/sieve.ts';

const schemeTree = (name: string, n: number): FlatTree => schemes.find((scheme) => scheme.name === name)!.tree(n);

async function revealed(
  blackBox: BlackBox,
  tree: FlatTree,
): Promise<{ readonly scheme: string | undefined; readonly rounds: number }> {
  const oracle = new Oracle(blackBox, tree.n);
  const found = await revealTree(oracle);
  expect(treeKey(found.tree)).toBe(treeKey(tree));
  return { scheme: found.scheme, rounds: oracle.rounds };
}

/** src/bench/reveal-calls.ts holds the calls for known trees, with guesses and without. */
test.each([25, 64, 121, 256])('a guessed tree of %i terms is found and proved in at most 4 rounds', async (n) => {
  for (const name of ['sequential', 'reversed', 'pairwise, larger half first', 'pairwise over blocks of 8 lanes']) {
    const tree = schemeTree(name, n);
    const { scheme, rounds } = await revealed(binary32BlackBox(tree), tree);
    expect([scheme, rounds <= 4]).toEqual([name, true]);
  }
});

test.each([
  [25, 'tree', 200, 25.5],
  [25, 'chain', 200, 20],
  [1000, 'tree', 3, 867],
  [1000, 'chain', 3, 718],
] as const)(
  'n = %i: the sieve finds a random %s; the mean of %i runs is at most %f calls',
  async (n, kind, runs, limit) => {
    const rng = randomOf(n);
    let calls = 0;
    for (let run = 0; run < runs; run += 1) {
      const tree = kind === 'tree' ? randomFlatTree(rng, n) : randomChain(rng, n);
      const oracle = new Oracle(binary32BlackBox(tree), n);
      expect(treeKey(await sieve(oracle, 'nested', sieveSeed + run))).toBe(treeKey(tree));
      calls += oracle.calls;
    }
    expect(calls / runs).toBeLessThanOrEqual(limit);
  },
);

test('additions of up to five terms, truncated or rounded, with guard bits', async () => {
  const rng = randomOf(5);
  for (let run = 0; run < 40; run += 1) {
    const tree = randomFlatTree(rng, 3 + rng.below(40), 5);
    await revealed(fusedBlackBox(tree, rng.below(3), run % 2 === 0 ? 'cut' : 'nearest'), tree);
  }
});

test('guesses are prepared once for all outputs that share them, and again for another array', async () => {
  const tree = schemeTree('reversed', 9);
  let made = 0;
  const count = (): FlatTree => {
    made += 1;
    return tree;
  };
  const counted: readonly Scheme[] = [{ name: 'mine', tree: count }];
  const revealWith = (guesses: readonly Scheme[]) => revealTree(new Oracle(binary32BlackBox(tree), 9), { guesses });
  for (let run = 0; run < 3; run += 1) expect((await revealWith(counted)).scheme).toBe('mine');
  expect(made).toBe(1);
  await revealWith([...counted]);
  expect(made).toBe(2);
});

import { describe, expect, test } from 'vitest';
import { randomOf } from '../inputs/random.ts';
import { binary32BlackBox, fusedBlackBox, randomChain, randomFlatTree } from './black-boxes.test-support.ts';
import { type FlatTree, treeKey } from './flat-tree.ts';
import { type BlackBox, Oracle } from './oracle.ts';
import { revealTree } from './reveal-tree.ts';
import { schemes } from './schemes/all-schemes.ts';
import { sieve, sieveSeed } from './sieve/sieve.ts';

const schemeTree = (name: string, n: number): FlatTree => schemes.find((scheme) => scheme.name === name)!.tree(n);

async function cost(blackBox: BlackBox, tree: FlatTree): Promise<{ calls: number; rounds: number }> {
  const oracle = new Oracle(blackBox, tree.n);
  const revealed = await revealTree(oracle);
  expect(treeKey(revealed.tree)).toBe(treeKey(tree));
  return { calls: oracle.calls, rounds: oracle.rounds };
}

describe('guessed trees cost no more calls than', () => {
  const names = [
    'sequential',
    'reversed',
    'pairwise over blocks of 8 lanes',
    'pairwise, larger half first',
    'pairwise, smaller half first',
  ];
  const most: Record<number, readonly number[]> = {
    25: [8, 8, 13, 13, 13],
    64: [9, 9, 15, 24, 24],
    121: [11, 11, 15, 34, 34],
    256: [15, 15, 23, 49, 49],
  };
  const lanes: readonly (readonly [number, string, number])[] = [
    [25, '4 lanes, joined by neighbours, tail after', 11],
    [25, '16 lanes, joined by neighbours, tail apart', 14],
  ];
  const rows = [
    ...Object.keys(most).flatMap((n) => names.map((name, k) => [Number(n), name, most[Number(n)]![k]!] as const)),
    ...lanes,
  ];
  test.each(rows)('n = %i, %s: %i', async (n, name, limit) => {
    const tree = schemeTree(name, n);
    const { calls, rounds } = await cost(binary32BlackBox(tree), tree);
    expect(calls).toBeLessThanOrEqual(limit);
    expect(rounds).toBeLessThanOrEqual(4);
  });
});

/** For a fixed tree, the calls with the default seed; for random trees, the mean. */
describe('the sieve costs no more calls than', () => {
  const table: readonly (readonly [number, string, number])[] = [
    [25, 'sequential', 19],
    [25, 'reversed', 16],
    [25, 'pairwise, larger half first', 33],
    [25, 'pairwise, smaller half first', 25],
    [25, 'pairwise over blocks of 8 lanes', 25],
    [64, 'pairwise over blocks of 8 lanes', 68],
    [64, 'pairwise, larger half first', 55],
    [64, 'reversed', 44],
    [121, 'pairwise over blocks of 8 lanes', 95],
    [121, 'pairwise, larger half first', 123],
    [121, 'reversed', 84],
    [256, 'pairwise over blocks of 8 lanes', 244],
    [256, 'pairwise, larger half first', 282],
    [256, 'reversed', 171],
    [25, 'random', 25.5],
    [25, 'chain', 20],
    [1000, 'random', 867],
    [1000, 'chain', 718],
  ];
  test.each(table)('n = %i, %s: %f', async (n, name, limit) => {
    const rng = randomOf(n);
    const runs = name !== 'random' && name !== 'chain' ? 1 : n === 25 ? 200 : 3;
    let calls = 0;
    for (let run = 0; run < runs; run += 1) {
      const tree =
        name === 'random' ? randomFlatTree(rng, n) : name === 'chain' ? randomChain(rng, n) : schemeTree(name, n);
      const oracle = new Oracle(binary32BlackBox(tree), n);
      expect(treeKey(await sieve(oracle, 'nested', sieveSeed + run))).toBe(treeKey(tree));
      calls += oracle.calls;
    }
    expect(calls / runs).toBeLessThanOrEqual(limit);
  });
});

describe('fused nodes', () => {
  test('additions of up to five terms, truncated or rounded, with guard bits', async () => {
    const rng = randomOf(5);
    for (let run = 0; run < 40; run += 1) {
      const tree = randomFlatTree(rng, 3 + rng.below(40), 5);
      await cost(fusedBlackBox(tree, rng.below(3), run % 2 === 0 ? 'cut' : 'nearest'), tree);
    }
  });
  const known: readonly (readonly [n: number, scheme: string, guessed: number, sieved: number])[] = [
    [25, 'additions of 4, level by level', 44, 44],
    [25, 'additions of 8, level by level', 50, 50],
    [25, 'additions of 16, level by level', 122, 124],
    [25, 'a running sum and 4 more at a time', 60, 60],
    [25, 'a running sum and 16 more at a time', 165, 167],
    [1000, 'additions of 4, level by level', 1658, 0],
    [1000, 'additions of 8, level by level', 3700, 0],
    [1000, 'additions of 16, level by level', 7180, 7180],
  ];
  test.each(known)(
    'n = %i, %s: at most %i calls where it is guessed, %i where it is not (0: not asked)',
    async (n, name, guessed, sieved) => {
      const tree = schemeTree(name, n);
      const blackBox = fusedBlackBox(tree, 1, 'nearest');
      expect((await cost(blackBox, tree)).calls).toBeLessThanOrEqual(guessed);
      if (sieved === 0) return;
      const oracle = new Oracle(blackBox, n);
      expect(treeKey(await sieve(oracle, 'one-size'))).toBe(treeKey(tree));
      expect(oracle.calls).toBeLessThanOrEqual(sieved);
    },
  );
});

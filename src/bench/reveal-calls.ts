import type { Progress } from '../install/progress.ts';
import { type FlatTree, isBinary, summationTreeOf, treeKey } from '../reveal/flat-tree.ts';
import { modelOf } from '../reveal/model.ts';
import { Oracle } from '../reveal/oracle.ts';
import { revealTree } from '../reveal/reveal-tree.ts';
import { schemes } from '../reveal/schemes/all-schemes.ts';
import { sieve, sieveSeed } from '../reveal/sieve/sieve.ts';
import { type Accumulation, type FusedAdder, uniformAccumulation } from '../sums/accumulation.ts';
import type { Benchmark, BenchmarkResult, Comparison, Measurement } from './benchmark.ts';
import { measurement } from './interleaved.ts';

const pairwise = 'pairwise over blocks of 8 lanes';
const halves = 'pairwise, larger half first';
const smaller = 'pairwise, smaller half first';

/**
 * Number of terms, tree, and the largest number of calls with guesses and with the sieve alone (0: not asked). These
 * are the counts of the first version of the search.
 */
const rows: readonly (readonly [n: number, scheme: string, guessed: number, sieved: number])[] = [
  [25, 'sequential', 8, 19],
  [25, 'reversed', 8, 16],
  [25, halves, 13, 33],
  [25, smaller, 13, 25],
  [25, pairwise, 13, 25],
  [25, '4 lanes, joined by neighbours, tail after', 11, 22],
  [25, '16 lanes, joined by neighbours, tail apart', 14, 27],
  [64, 'sequential', 9, 0],
  [64, smaller, 24, 0],
  [64, pairwise, 15, 68],
  [64, halves, 24, 55],
  [64, 'reversed', 9, 44],
  [121, 'sequential', 11, 0],
  [121, smaller, 34, 0],
  [121, pairwise, 15, 95],
  [121, halves, 34, 123],
  [121, 'reversed', 11, 84],
  [256, 'sequential', 15, 0],
  [256, smaller, 49, 0],
  [256, pairwise, 23, 244],
  [256, halves, 49, 282],
  [256, 'reversed', 15, 171],
  [1000, pairwise, 71, 943],
  [1000, halves, 72, 1024],
  [1000, 'reversed', 39, 645],
  [1000, '8 lanes, joined by neighbours, tail after', 39, 732],
  [1000, '32 lanes, joined by neighbours, tail after', 45, 922],
  [1000, 'blocks of 48', 49, 726],
  [4096, pairwise, 215, 0],
  [4096, halves, 99, 0],
  [4096, 'sequential', 135, 0],
  [8192, 'sequential', 263, 0],
  [8192, 'reversed', 263, 0],
  [8192, halves, 114, 0],
  [8192, pairwise, 240, 0],
  [8192, '4 lanes, joined by neighbours, tail after', 263, 0],
  [8192, '8 lanes, joined by neighbours, tail after', 265, 0],
  [8192, '16 lanes, joined by neighbours, tail after', 266, 0],
  [8192, 'blocks of 48', 353, 0],
  [8192, 'blocks of 128', 266, 0],
  [8192, 'blocks of 256', 367, 0],
  [25, 'additions of 4, level by level', 44, 44],
  [25, 'additions of 8, level by level', 50, 50],
  [25, 'additions of 16, level by level', 122, 124],
  [25, 'a running sum and 4 more at a time', 60, 60],
  [25, 'a running sum and 16 more at a time', 165, 167],
  [1000, 'additions of 4, level by level', 1658, 0],
  [1000, 'additions of 8, level by level', 3700, 0],
  [1000, 'additions of 16, level by level', 7180, 7180],
];

/** Additions of several terms have one guard bit and one rounding to nearest. */
const fusedAdder: FusedAdder = { guardBits: 1, end: 'nearest-even' };

/** Calls and rounds to find known trees. The numbers are the same on every machine and in every run. */
export const revealCalls: Benchmark = {
  name: 'reveal-calls',
  description:
    'calls to find a known summation tree, of binary32 or fused additions: guessed and certified, and by the sieve ' +
    'alone; at most the counts of the first version',
  run: ({ progress }) => countCalls(progress),
};

/** Of the rows with at most so many terms. */
export async function countCalls(
  progress: Progress,
  largest: number = Number.POSITIVE_INFINITY,
): Promise<BenchmarkResult> {
  const measurements: Measurement[] = [];
  const comparisons: Comparison[] = [];
  for (const [n, name, guessed, sieved] of rows.filter(([n]) => n <= largest)) {
    progress.step('bench', `reveal-calls: n = ${n}, ${name}`);
    const tree = schemes.find((scheme) => scheme.name === name)!.tree(n);
    const ways = [
      ['guessed', guessed, (oracle: Oracle) => revealTree(oracle).then((found) => found.tree)],
      ['sieved', sieved, (oracle: Oracle) => sieve(oracle, isBinary(tree) ? 'nested' : 'one-size', sieveSeed)],
    ] as const;
    for (const [way, most, search] of ways) {
      if (most === 0) continue;
      const { calls, rounds } = await cost(accumulationOf(tree), tree, search);
      const label = `n = ${n}, ${name}, ${way}`;
      measurements.push(measurement(label, 'calls', [calls]), measurement(label, 'rounds', [rounds]));
      comparisons.push({ name: `${label}: calls ÷ ${most}`, ratio: calls / most, target: { atMost: 1 } });
    }
  }
  return { measurements, comparisons, unmeasured: [], versions: { node: process.version } };
}

function accumulationOf(tree: FlatTree): Accumulation {
  const plain = uniformAccumulation(summationTreeOf(tree), 'rounded-products');
  return isBinary(tree) ? plain : { ...plain, nodes: plain.nodes.map(() => fusedAdder) };
}

async function cost(
  accumulation: Accumulation,
  tree: FlatTree,
  search: (oracle: Oracle) => Promise<FlatTree>,
): Promise<{ readonly calls: number; readonly rounds: number }> {
  const model = modelOf(accumulation);
  const oracle = new Oracle(async (lefts, rights, n, count) => model(lefts, rights, n, count), tree.n);
  if (treeKey(await search(oracle)) !== treeKey(tree)) throw new Error(`${tree.n} terms: another tree was found`);
  return oracle;
}

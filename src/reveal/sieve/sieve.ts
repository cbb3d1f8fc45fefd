import { type Rng, randomOf } from '../../inputs/random.ts';
import { canonical, type FlatTree } from '../flat-tree.ts';
import { NotATree } from '../obstacle.ts';
import type { Oracle } from '../oracle.ts';
import { type PackedCall, type Packing, packQueries } from './pack-queries.ts';
import {
  type Cluster,
  chooseQuery,
  clusterDepths,
  type Knowledge,
  newCluster,
  type Query,
  recordMiss,
  startOfKnowledge,
} from './queries.ts';

/**
 * `nested`: queries of inner clusters share a call with outer ones; for two-term additions that round to nearest
 * binary32. `one-size`: for any format. `cut`: for truncated additions.
 */
export type SieveMode = 'nested' | 'one-size' | 'cut';

const packings: Readonly<Record<SieveMode, Packing>> = {
  nested: { bits: 24, mask: 2 ** 126, nested: true },
  'one-size': { bits: 24, mask: 2 ** 100, nested: false },
  // For truncated additions: −M + unit moves by one ulp of the numbers just below M = 2^43. That is 2^19, above all
  // units.
  cut: { bits: 19, mask: 2 ** 43, nested: false },
};

/** The most calls. Nested queries are for two-term additions, of which a hundred cost a hundred calls. */
function budgetOf({ bits, nested }: Packing, n: number): number {
  if (bits === 1) return Number.POSITIVE_INFINITY;
  return nested ? 200 + 3 * n : 1000 + 20 * n;
}

/** The seed with which common trees of 25 terms cost fewer calls than on average. Every seed is right. */
export const sieveSeed: number = 3;

/**
 * Finds any summation tree by sieving: a query kills a set of children, and the set is a node. queries.ts describes
 * what is recorded; pack-queries.ts proves that one call can hold many queries.
 *
 * The tree found is the true one:
 *
 * (1) Killing is exact, so a unit is missing from the answer if and only if its leaf lies under the lowest common
 *   ancestor N of the two masks.
 * (2) A child is a clade, so one of its leaves tells about all of it, unless the child contains N. It does not, because
 *   the masks lie in two other children.
 * (3) So the dead children, x and y together hold all leaves under N, and N is a node of the tree.
 * (4) The sentinel lies under another true child than x. It dies if and only if N is the cluster's own node, which says
 *   that x and y lie under different true children.
 * (5) A cluster is final only when all its children are known to differ pairwise. Every query makes a node or records a
 *   pair, so the sieve ends. Nothing is inferred by elimination: an addition of w terms costs w (w − 1)/2 pairs.
 *
 * Answers that are not sums on a fixed tree can deceive it. Impossible sets are refused; replay catches possible ones.
 * Sums that depend on values, as of sorted terms, would cost a call for every pair of terms. So it gives up, by a
 * NotATree, after `budgetOf` calls: additions of up to forty terms need fewer.
 */
export async function sieve(oracle: Oracle, mode: SieveMode | Packing, seed: number = sieveSeed): Promise<FlatTree> {
  const { n } = oracle;
  if (n < 3) return { n, children: n === 2 ? [[0, 1]] : [] };
  const packing = typeof mode === 'string' ? packings[mode] : mode;
  const rng = randomOf(seed, 'sieve');
  const knowledge = startOfKnowledge(n);
  const before = oracle.calls;
  const most = budgetOf(packing, n);
  for (
    let open = knowledge.clusters;
    open.length > 0;
    open = knowledge.clusters.filter((c) => c.unsettled.length > 0)
  ) {
    const queries = orderedQueries(open, knowledge, packing.bits, rng);
    const calls = packQueries(queries, knowledge, packing);
    if (oracle.calls - before + calls.length > most)
      throw new NotATree('value-dependent', `${most} mask probes found no tree of ${n} terms`);
    const dead = deadOf(calls, await answersOf(calls, oracle), packing);
    for (const query of queries) applyAnswer(query, dead.get(query) ?? [], knowledge);
  }
  return treeOf(knowledge);
}

function orderedQueries(open: readonly Cluster[], knowledge: Knowledge, bits: number, rng: Rng): Query[] {
  const depths = clusterDepths(knowledge);
  const deepestFirst = [...open].sort((a, b) => depths[b.id - knowledge.n]! - depths[a.id - knowledge.n]!);
  return deepestFirst.map((cluster) => chooseQuery(cluster, knowledge.sizes, bits, rng));
}

async function answersOf(calls: readonly PackedCall[], oracle: Oracle): Promise<Float64Array> {
  const lefts = new Float32Array(calls.length * oracle.n);
  calls.forEach((call, index) => {
    lefts.set(call.lefts, index * oracle.n);
  });
  return oracle.ask(lefts);
}

/** The children that each query killed, read from the bits of the answers. */
function deadOf(calls: readonly PackedCall[], answers: Float64Array, { bits }: Packing): Map<Query, number[]> {
  const dead = new Map<Query, number[]>();
  calls.forEach(({ places }, index) => {
    const survivors = survivorsOf(answers[index]!, bits);
    let expected = 0;
    for (const { query, child, bit } of places) {
      expected += 2 ** bit;
      if ((survivors & (2 ** bit)) !== 0) continue;
      const list = dead.get(query) ?? [];
      list.push(child);
      dead.set(query, list);
    }
    if ((survivors & ~expected) !== 0) throw new NotATree('garbage', `a mask probe answered ${answers[index]}`);
  });
  return dead;
}

function survivorsOf(answer: number, bits: number): number {
  const window = 2 ** bits;
  const survivors = bits === 24 ? answer : ((answer % window) + window) % window;
  if (Number.isInteger(survivors) && survivors >= 0 && survivors < window) return survivors;
  throw new NotATree('garbage', `a mask probe answered ${answer}`);
}

function applyAnswer(query: Query, dead: readonly number[], knowledge: Knowledge): void {
  const { cluster, sentinel } = query;
  cluster.pending = undefined;
  if (query.first && sentinel !== undefined && dead.includes(sentinel)) {
    recordMiss(query);
  } else if (query.later.length > 0) {
    cluster.pending = { ...query, ask: query.later, later: [], dead: [...dead], first: false };
  } else {
    addNode(query, [...query.dead, ...dead], knowledge);
  }
}

/**
 * All units of the query are known: they make a new node below the cluster, or the first two slots of the cluster
 * itself.
 */
function addNode({ cluster, x, y }: Query, dead: readonly number[], knowledge: Knowledge): void {
  if (cluster.slots.length === 0 && dead.length === cluster.unsettled.length - 2) {
    cluster.slots = [x, y];
    cluster.records = [0, 0];
    cluster.unsettled = [...dead];
    return;
  }
  const { n, clusters, parents, sizes } = knowledge;
  const node = newCluster(n + clusters.length);
  node.slots = [x, y];
  node.records = [0, 0];
  node.unsettled = [...dead];
  clusters.push(node);
  parents[node.id] = cluster.id;
  sizes[node.id] = [x, y, ...dead].reduce((sum, child) => sum + sizes[child]!, 0);
  const gone = new Set([x, y, ...dead]);
  for (const child of gone) parents[child] = node.id;
  cluster.unsettled = cluster.unsettled.filter((child) => !gone.has(child));
  for (const child of gone) cluster.differs.delete(child);
  const slot = cluster.slots.indexOf(x);
  if (slot < 0) cluster.unsettled.push(node.id);
  else {
    cluster.slots[slot] = node.id;
    cluster.records[slot]! += 1;
  }
}

function treeOf({ n, clusters, sizes }: Knowledge): FlatTree {
  const bottomUp = [...clusters].sort((a, b) => sizes[a.id]! - sizes[b.id]!);
  const newId = new Map(bottomUp.map(({ id }, index) => [id, n + index]));
  return canonical({ n, children: bottomUp.map(({ slots }) => slots.map((child) => newId.get(child) ?? child)) });
}

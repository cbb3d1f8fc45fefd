import type { Rng } from '../../inputs/random.ts';

/**
 * What is known of the tree while it is sieved. A *clade* is the set of all leaves under one node of the true tree. A
 * cluster is a clade that was found; its children are found clades or leaves directly below it so far. They split into
 *
 *     slots      children known to lie under pairwise different true children of the cluster's node,
 *     unsettled  the rest; each remembers the slots from which it is known to differ in the same sense.
 *
 * `slots` is empty or has at least two members. The cluster is final when nothing is unsettled: every pair of its children
 * was then seen to meet at the node itself, so that a fused node of w terms is never mistaken for binary ones.
 */
export interface Cluster {
  readonly id: number;
  slots: number[];
  /** How often a query from the slot made a node, less 0.3 for every miss: which slot to try next. */
  records: number[];
  unsettled: number[];
  readonly differs: Map<number, Set<number>>;
  /** A query of which a part has been answered. */
  pending: Query | undefined;
}

/**
 * One question inside one cluster: masks +M on a leaf of `x` and −M on a leaf of `y` kill every unit below their lowest
 * common ancestor. `ask` are the children that carry units now, `dead` those that earlier parts of the query killed.
 */
export interface Query {
  readonly cluster: Cluster;
  readonly x: number;
  readonly y: number;
  readonly sentinel: number | undefined;
  ask: number[];
  later: number[];
  dead: number[];
  first: boolean;
}

/** The partly known tree: clusters by id n, n + 1, …, the parent of every leaf and cluster, the leaves under each. */
export interface Knowledge {
  readonly n: number;
  readonly clusters: Cluster[];
  readonly parents: number[];
  readonly sizes: number[];
}

export function newCluster(id: number): Cluster {
  return { id, slots: [], records: [], unsettled: [], differs: new Map(), pending: undefined };
}

/** At the start one cluster holds all leaves: the root's. */
export function startOfKnowledge(n: number): Knowledge {
  const root = newCluster(n);
  root.unsettled = Array.from({ length: n }, (_, leaf) => leaf);
  return {
    n,
    clusters: [root],
    parents: [...new Array<number>(n).fill(n), -1],
    sizes: [...new Array<number>(n).fill(1), n],
  };
}

/** Depth of every cluster, by index. */
export function depthsOf({ n, clusters, parents }: Knowledge): number[] {
  const depths: number[] = new Array(clusters.length).fill(-1);
  for (const start of clusters) {
    const path: number[] = [];
    let id = start.id;
    while (id >= 0 && depths[id - n]! < 0) {
      path.push(id);
      id = parents[id]!;
    }
    let depth = id < 0 ? -1 : depths[id - n]!;
    for (const step of path.reverse()) depths[step - n] = depth += 1;
  }
  return depths;
}

/** The largest member of `list` by leaves, a random one if all are leaves. */
export function largest(list: readonly number[], sizes: readonly number[], rng: Rng): number {
  const best = list.reduce((a, b) => (sizes[b]! > sizes[a]! ? b : a));
  return sizes[best] === 1 ? list[rng.below(list.length)]! : best;
}

import type { Rng } from '../../inputs/random.ts';

/**
 * What is known about the tree during the sieve. A *clade* is the set of all leaves under one node of the true tree. A
 * cluster is a clade that was found. Its children are the clades and leaves directly below it so far, of two kinds:
 *
 * - `slots` lie under pairwise different true children of the cluster's node.
 * - `unsettled` are the others; `differs` holds the slots from which each is known to differ in this sense.
 *
 * `slots` is empty or has at least two members. The cluster is final when nothing is unsettled: every pair of its
 * children was then seen to meet at the node itself. So a wide addition is never mistaken for two-term ones.
 */
export interface Cluster {
  readonly id: number;
  slots: number[];
  /** For each slot, how many of its queries made a node, less 0.3 for every miss. The best record is tried next. */
  records: number[];
  unsettled: number[];
  readonly differs: Map<number, Set<number>>;
  /** A query of which only a part has been answered. */
  pending: Query | undefined;
}

/**
 * A question inside one cluster. Masks +M on a leaf of `x` and −M on a leaf of `y` kill every unit below their lowest
 * common ancestor. `ask` are the children that have units now, `dead` those that earlier parts of the query killed.
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

/**
 * The partly known tree: clusters by id n, n + 1, …, the parent of every leaf and cluster, and the number of leaves
 * under each.
 */
export interface Knowledge {
  readonly n: number;
  readonly clusters: Cluster[];
  readonly parents: number[];
  readonly sizes: number[];
}

export function newCluster(id: number): Cluster {
  return { id, slots: [], records: [], unsettled: [], differs: new Map(), pending: undefined };
}

/** At the start, one cluster holds all leaves: the root's. */
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

/** The depth of every cluster, by index. */
export function clusterDepths({ n, clusters, parents }: Knowledge): number[] {
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

/** The member of `list` with the most leaves, or a random one if all are leaves. */
function largest(list: readonly number[], sizes: readonly number[], rng: Rng): number {
  const best = list.reduce((a, b) => (sizes[b]! > sizes[a]! ? b : a));
  return sizes[best] === 1 ? list[rng.below(list.length)]! : best;
}

const missPenalty = 0.3;

/**
 * The next question about an open cluster.
 *
 * - y is a child that is known to differ from some slot, if there is one: at a two-term addition it then lies under the
 *   child of the other slot, and the query cannot miss. Otherwise y is random.
 * - x is the slot with the best record that is not known to differ from y. Children that are known to differ from x
 *   need no unit: if they died, so would the sentinel.
 * - If a query has more units than one call holds, its sentinel is asked first, with as many units as fit. The rest
 *   follows in the next round if the sentinel survives. Without a sentinel (no slots yet), all units are asked at once.
 *
 * Refusing pairs whose first units nearly all live or nearly all die was tried; it costs 10 % to 50 % more calls.
 */
export function chooseQuery(cluster: Cluster, sizes: readonly number[], bits: number, rng: Rng): Query {
  if (cluster.pending !== undefined) return cluster.pending;
  const { slots, unsettled } = cluster;
  if (slots.length === 0) {
    const x = largest(unsettled, sizes, rng);
    const others = unsettled.filter((child) => child !== x);
    const y = others[rng.below(others.length)]!;
    return queryOf(
      cluster,
      x,
      y,
      undefined,
      others.filter((child) => child !== y),
      bits,
    );
  }
  const tried = unsettled.filter((child) => cluster.differs.has(child));
  const pool = tried.length > 0 ? tried : unsettled;
  const y = pool[rng.below(pool.length)]!;
  const known = cluster.differs.get(y);
  let best = -1;
  for (let slot = 0; slot < slots.length; slot += 1) {
    if (known?.has(slot) !== true && (best < 0 || cluster.records[slot]! > cluster.records[best]!)) best = slot;
  }
  const sentinel = slots[best === 0 ? 1 : 0];
  const undecided = unsettled.filter((child) => child !== y && cluster.differs.get(child)?.has(best) !== true);
  return queryOf(cluster, slots[best]!, y, sentinel, undecided, bits);
}

function queryOf(
  cluster: Cluster,
  x: number,
  y: number,
  sentinel: number | undefined,
  undecided: readonly number[],
  bits: number,
): Query {
  const room = sentinel === undefined ? undecided.length : bits - 1;
  if (undecided.length <= room)
    return { cluster, x, y, sentinel, ask: [...undecided], later: [], dead: [], first: true };
  return {
    cluster,
    x,
    y,
    sentinel,
    ask: undecided.slice(0, room),
    later: undecided.slice(room),
    dead: [],
    first: true,
  };
}

/** Records that y lies under another child than x. Once y differs from all slots, it becomes a slot. */
export function recordMiss({ cluster, x, y }: Query): void {
  const slot = cluster.slots.indexOf(x);
  const known = cluster.differs.get(y) ?? new Set<number>();
  known.add(slot);
  cluster.differs.set(y, known);
  cluster.records[slot]! -= missPenalty;
  if (known.size < cluster.slots.length) return;
  cluster.slots.push(y);
  cluster.records.push(0);
  cluster.unsettled = cluster.unsettled.filter((child) => child !== y);
}

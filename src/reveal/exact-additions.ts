import { canonical, type FlatTree, rootOf } from './flat-tree.ts';
import { type Entry, type Oracle, onSibling, treeIndexOf } from './oracle.ts';

/**
 * Finds additions of three or more terms that are exact sums, rounded once. Such a node deceives the masks: +M and −M
 * under two of its children cancel, and units under a third child survive. A query then kills only what lies under
 * these two children, so the sieve splits the node into two-term additions in some order. By induction over the
 * queries, every cluster is a clade or a union of children of one node, because the dead are always all leaves of the
 * two children. So the tree found is the true one with such nodes split, and every edge is either true or a split.
 *
 * To test the edge above a node N with children A, B, … and a sibling C: put +M on a leaf of A, −M on a leaf of C, and
 * 1 on a leaf of every other child of N. If N is a true clade, the mask of A is live where N is formed and kills the
 * units: the answer is 0. If A, B and C are children of one exact addition, the units survive. Splits are joined with
 * the node above. Costs one round, with a call for every addition but the root.
 */
export async function joinExactAdditions(tree: FlatTree, oracle: Oracle, mask: number = 2 ** 100): Promise<FlatTree> {
  const { n, children } = tree;
  const at = treeIndexOf(tree);
  const list = children.slice(0, -1).map((ids, k): Entry[] => {
    const [first, ...others] = ids;
    const units = others.map((id): Entry => [at.rep[id]!, 1, 1]);
    return [[at.rep[first!]!, mask, 1], ...units, ...onSibling(at, n + k, -mask, 1)];
  });
  const answers = await oracle.askEntries(list);
  const joins = (id: number): boolean => id >= n && id !== rootOf(tree) && answers[id - n] !== 0;
  const joined: number[][] = [];
  const newId = Int32Array.from({ length: n + children.length }, (_, id) => id);
  const flattened: number[][] = [];
  children.forEach((ids, k) => {
    flattened[k] = ids.flatMap((id) => (joins(id) ? flattened[id - n]! : [newId[id]!]));
    if (!joins(n + k)) newId[n + k] = n - 1 + joined.push(flattened[k]!);
  });
  return joined.length === children.length ? tree : canonical({ n, children: joined });
}

/**
 * Whether every wide addition for which `isExact` holds is one exact sum, rounded once. For every two neighbouring
 * children c and d: +M under c, −M under d, and 1 under each other child; all units must survive.
 *
 * Proof: let N be the lowest common ancestor of c and d in the black box. If the child of N that holds c held another
 * child e, the unit of e would meet a live mask before it is cancelled, and would be lost or would move the mask. The
 * same holds for d. So c and d are children of N; so are d and the next child; d has only one parent, so all are
 * children of N. Costs one round, with a call for every two neighbours.
 */
export async function areAddedAtOnce(
  tree: FlatTree,
  isExact: (k: number) => boolean,
  oracle: Oracle,
  mask: number,
): Promise<boolean> {
  const { rep } = treeIndexOf(tree);
  const vectors: { readonly entries: readonly Entry[]; readonly left: number }[] = [];
  tree.children.forEach((list, k) => {
    if (list.length < 3 || !isExact(k)) return;
    for (let at = 1; at < list.length; at += 1) {
      const pair = [list[at - 1]!, list[at]!];
      const units = list.filter((id) => !pair.includes(id)).map((id): Entry => [rep[id]!, 1, 1]);
      const entries: Entry[] = [[rep[pair[0]!]!, mask, 1], [rep[pair[1]!]!, -mask, 1], ...units];
      vectors.push({ entries, left: units.length });
    }
  });
  const answers = await oracle.askEntries(vectors.map(({ entries }) => entries));
  return vectors.every(({ left }, index) => answers[index] === left);
}

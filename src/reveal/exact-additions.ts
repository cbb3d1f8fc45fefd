import { canonical, type FlatTree, rootOf } from './flat-tree.ts';
import { type Entry, type Oracle, onSibling, treeIndexOf } from './oracle.ts';

/**
 * Additions of three or more terms that lose nothing below the largest (an exact sum, rounded once) fool the masks: +M and −M under
 * different children of such a node v cancel in it, and units under a third child live. A query then kills only what is under
 * the two children, c_x and c_y, and the sieve finds, in place of v, some order of its children two by two: every cluster is a
 * clade or a union of children of one node, by induction over the queries, as what dies is always all of c_x and c_y. So the tree found
 * is the true one with such nodes split, and every edge of it is either true or a split.
 *
 * The edge above N, with children A, B, … and a sibling C: +M on a leaf of A, −M on one of C, 1 on one of B and of each further
 * child of N. If N is a true clade, the mask on A is live where N is formed, and kills them: 0. If A, B and C are children of one exact
 * addition, they live. Splits are joined with what is above them. One round, a call for every inner node but the root.
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
 * Whether additions of more than two operands, which are taken for exact sums rounded once, are that. For every two neighbours c, d of the
 * children of such a node: +M under c, −M under d, 1 under each of the others, and all of these must be left. Proof: let N be the lowest
 * common ancestor of c and d in the box. If the child of N with c held another child e, or the one with d did, that one would meet a live
 * mask in an addition that does not go on to cancel it, and be lost, or move the mask. So c and d are children of N; so are d and the next
 * one, and d has one parent: all are children of N. One round, a call for every two neighbours.
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

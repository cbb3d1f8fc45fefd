import { beside, placesOf } from './features/places.ts';
import { canonical, type FlatTree, rootOf } from './flat-tree.ts';
import type { Questions } from './probe.ts';
import type { Entry } from './vectors.ts';

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
export async function joinExactAdditions(
  tree: FlatTree,
  questions: Questions,
  mask: number = 2 ** 100,
): Promise<FlatTree> {
  const { n, children } = tree;
  const at = placesOf(tree);
  const list = children.slice(0, -1).map((ids, k): Entry[] => {
    const [first, ...others] = ids;
    const units = others.map((id): Entry => [at.rep[id]!, 1, 1]);
    return [[at.rep[first!]!, mask, 1], ...units, ...beside(at, n + k, -mask, 1)];
  });
  const answers = await questions.askEntries(list);
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

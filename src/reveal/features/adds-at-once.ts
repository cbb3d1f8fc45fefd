import type { FlatTree } from '../flat-tree.ts';
import type { Questions } from '../probe.ts';
import type { Entry } from '../vectors.ts';
import { placesOf } from './places.ts';

/**
 * Whether additions of more than two operands, which are taken for exact sums rounded once, are that. For every two neighbours c, d of the
 * children of such a node: +M under c, −M under d, 1 under each of the others, and all of these must be left. Proof: let N be the lowest
 * common ancestor of c and d in the box. If the child of N with c held another child e, or the one with d did, that one would meet a live
 * mask in an addition that does not go on to cancel it, and be lost, or move the mask. So c and d are children of N; so are d and the next
 * one, and d has one parent: all are children of N. One round, a call for every two neighbours.
 */
export async function addsAtOnce(
  tree: FlatTree,
  isExact: (k: number) => boolean,
  questions: Questions,
  mask: number,
): Promise<boolean> {
  const { rep } = placesOf(tree);
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
  const answers = await questions.askEntries(vectors.map(({ entries }) => entries));
  return vectors.every(({ left }, index) => answers[index] === left);
}

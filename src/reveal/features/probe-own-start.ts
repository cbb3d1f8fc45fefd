import { type FlatTree, sizesOf } from '../flat-tree.ts';
import type { Questions } from '../probe.ts';
import type { Entry } from '../vectors.ts';
import { placesOf } from './places.ts';
import type { Arithmetic } from './traits.ts';

/**
 * Whether a single term beside an accumulator begins one of its own with +0, as the scalar tail after vector lanes does. It
 * shows where the term is −0 and the rest comes to −0 as well, which takes flushed sums: every accumulator's first addition is
 * −(1 + 2^-23) 2^-126 + 2^-126 = −2^-149, flushed to −0, and all other products are −0. The answer is −0 if no term does so.
 * Then one call for every term that enters an addition beside a sum: −(1 + 2^-23) 2^-126 on it and 2^-126 under its sibling make that
 * addition −0 by flushing, so the answer is −0 only if no other term begins with +0, but for those
 * that 2^-126 passes on its way. Such a one lies under the sibling: of the terms that give −0 the lowest is it. Two are not told.
 */
export async function probeOwnStart(
  tree: FlatTree,
  questions: Questions,
  arithmetic: Arithmetic,
): Promise<readonly number[]> {
  const { n, children } = tree;
  if (n < 3 || n > mostTerms || !arithmetic.flush.sums || arithmetic.start !== 'positive-zero') return [];
  const at = placesOf(tree);
  const beginnings = children.filter((list) => list.every((child) => child < n));
  const vector = (leaf?: number): Entry[] => {
    const entries = Array.from({ length: n }, (_, other): Entry => [other, -1, 0]);
    const partner = leaf === undefined ? -1 : at.rep[at.sibling(leaf)!]!;
    for (const list of beginnings.filter((group) => !group.includes(partner))) {
      entries[list[0]!] = [list[0]!, below, 1];
      entries[list[1]!] = [list[1]!, 2 ** -126, 1];
    }
    if (leaf === undefined) return entries;
    entries[leaf] = [leaf, below, 1];
    entries[partner] = [partner, 2 ** -126, 1];
    return entries;
  };
  const [rest] = await questions.askEntries([vector()]);
  if (!Object.is(rest, 0)) return [];
  const candidates = Array.from({ length: n }, (_, leaf) => leaf).filter((leaf) => (at.sibling(leaf) ?? 0) >= n);
  const answers = await questions.askEntries(candidates.map(vector));
  const sizes = sizesOf(tree);
  const possible = candidates.filter((_, index) => Object.is(answers[index], -0));
  const lowest = possible.toSorted((a, b) => sizes[at.sibling(a)!]! - sizes[at.sibling(b)!]!);
  return lowest.slice(0, 1);
}

const below = -(1 + 2 ** -23) * 2 ** -126;
/** Its vectors have no zeros to leave out, so large trees are not asked. */
const mostTerms = 512;

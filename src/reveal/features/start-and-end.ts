import type { Accumulation, Start } from '../../sums/accumulation.ts';
import { type FlatTree, rootOf, sizesOf } from '../flat-tree.ts';
import { modelOf } from '../model.ts';
import { type Entry, type Oracle, treeIndexOf, vectorsOf } from '../oracle.ts';
import type { Conditions } from './conditions.ts';
import type { IeeeFeatures } from './features.ts';

/**
 * With what accumulators begin, from two calls: all products −0, and all +0. To nearest, toward zero and upward −0 comes of −0 alone; downward
 * −0 comes of any two zeros but +0 and +0. So a +0 to start from shows by +0 for products −0 (downward it shows by no zero, but
 * only by what it rounds); a −0 shows downward by −0 for products +0, and elsewhere by what it rounds alone.
 */
export async function probeStart(oracle: Oracle, { rounding }: Conditions, takes: boolean): Promise<Start> {
  const zeros = (sign: number): Entry[] => Array.from({ length: oracle.n }, (_, leaf) => [leaf, sign, 0]);
  const [ofNegative, ofPositive] = await oracle.askEntries([zeros(-1), zeros(1)]);
  if (rounding === 'down') {
    if (Object.is(ofPositive, -0)) return 'negative-zero';
    return takes ? 'positive-zero' : 'first-product';
  }
  if (!Object.is(ofNegative, -0)) return 'positive-zero';
  return takes ? 'negative-zero' : 'first-product';
}

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
  oracle: Oracle,
  arithmetic: IeeeFeatures,
): Promise<readonly number[]> {
  const { n, children } = tree;
  if (n < 3 || n > mostTerms || !arithmetic.flush.sums || arithmetic.start !== 'positive-zero') return [];
  const at = treeIndexOf(tree);
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
  const [rest] = await oracle.askEntries([vector()]);
  if (!Object.is(rest, 0)) return [];
  const candidates = Array.from({ length: n }, (_, leaf) => leaf).filter((leaf) => (at.sibling(leaf) ?? 0) >= n);
  const answers = await oracle.askEntries(candidates.map(vector));
  const sizes = sizesOf(tree);
  const possible = candidates.filter((_, index) => Object.is(answers[index], -0));
  const lowest = possible.toSorted((a, b) => sizes[at.sibling(a)!]! - sizes[at.sibling(b)!]!);
  return lowest.slice(0, 1);
}

const below = -(1 + 2 ** -23) * 2 ** -126;
/** Its vectors have no zeros to leave out, so large trees are not asked. */
const mostTerms = 512;

/**
 * Whether the result is added to +0 in the end, as a product of matrices is that is added to a cleared destination. It shows where the
 * sum is −0. Accumulators that begin with +0 come to −0 only by way of a tiny number: an exact product that rounds to −0, or a
 * subnormal sum that is flushed. So vectors are made of −2^-160 = −2^-80 · 2^-80, of −(1 + 2^-23) 2^-126 + 2^-126 = −2^-149, and of
 * −0 = −1 · 0 for what must not disturb them:
 * - −2^-160 on all terms, or on one that enters the last addition, the others −0;
 * - −2^-149 by the last addition;
 * - −2^-149 by each first addition of an accumulator, the others −0 or −2^-160.
 * Asked are those that give −0 if nothing is added in the end: it is added where they all give +0. Where none of them does,
 * it makes no difference that was found. One round, at most 5 calls.
 */
export async function probeEnd(accumulation: Accumulation, tree: FlatTree, oracle: Oracle): Promise<Accumulation> {
  const { n } = oracle;
  const { flush, products, start } = accumulation;
  if (start !== 'positive-zero' || !(products.includes('exact') || flush.products || flush.sums)) return accumulation;
  const list = candidates(tree);
  const all = vectorsOf(n, list);
  const predicted = modelOf(accumulation)(all.lefts, all.rights, n, all.count);
  const shown = list.filter((_, index) => Object.is(predicted[index], -0));
  if (shown.length === 0) return accumulation;
  const answers = await oracle.askEntries(shown);
  return answers.every((answer) => Object.is(answer, 0))
    ? { ...accumulation, bias: { value: 0, enters: 'end' } }
    : accumulation;
}

function candidates(tree: FlatTree): (readonly Entry[])[] {
  const { n, children } = tree;
  const at = treeIndexOf(tree);
  const vector = (tiny: boolean, others: readonly Entry[]): Entry[] => {
    const entries = Array.from({ length: n }, (_, leaf): Entry => (tiny ? tinyProduct(leaf) : [leaf, -1, 0]));
    for (const entry of others) entries[entry[0]] = entry;
    return entries;
  };
  const flushed = (ids: readonly number[]): readonly Entry[] => [
    [at.rep[ids[0]!]!, -(1 + 2 ** -23) * 2 ** -126, 1],
    [at.rep[ids[1]!]!, 2 ** -126, 1],
  ];
  const last = children[rootOf(tree) - n] ?? [];
  const beginnings = children.filter((ids) => ids.every((id) => id < n)).flatMap(flushed);
  const entering = last.filter((id) => id < n).slice(-1);
  return [
    vector(true, []),
    ...entering.map((leaf) => vector(false, [tinyProduct(leaf)])),
    ...(last.length === 0 ? [] : [vector(false, flushed(last)), vector(false, beginnings), vector(true, beginnings)]),
  ];
}

const tinyProduct = (leaf: number): Entry => [leaf, -(2 ** -80), 2 ** -80];

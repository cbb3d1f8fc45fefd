import type { Accumulation, Start } from '../../sums/accumulation.ts';
import { type FlatTree, rootOf, sizesOf } from '../flat-tree.ts';
import { modelOf } from '../model.ts';
import { type Entry, type Oracle, treeIndexOf, vectorsOf } from '../oracle.ts';
import type { Conditions } from './conditions.ts';
import type { IeeeFeatures } from './features.ts';

/**
 * With what accumulators start, from two calls: all products −0, and all products +0. To nearest, toward zero and
 * upward, a sum is −0 only if all its zeros are −0. Downward, it is −0 unless all its zeros are +0. So +0 at the start
 * shows by +0 for products −0; downward, only its rounding of the first term (`takes`) shows it. −0 at the start shows
 * downward by −0 for products +0, and elsewhere only by its rounding.
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
 * Finds a single term that starts an accumulator of its own with +0, beside a sum, as the scalar tail after vector
 * lanes does. It shows only if sums are flushed: the term is −0 and the rest comes to −0 as well. For this, the first
 * addition of every accumulator is −(1 + 2^-23) 2^-126 + 2^-126 = −2^-149, flushed to −0, and all other products are
 * −0. The answer is −0 if there is no such term.
 *
 * Then each term that enters an addition beside a sum is asked. −(1 + 2^-23) 2^-126 on it and 2^-126 under its sibling
 * make that addition −0 by flushing. So the answer is −0 only if no other term starts with +0, except for terms that
 * 2^-126 passes on its way. Such a term lies under the sibling, so the lowest of the terms that give −0 is the one. Two
 * such terms are not found.
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
/** The vectors have no zeros to leave out, so larger trees are not asked. */
const mostTerms = 512;

/**
 * Finds whether the result is added to +0 at the end, as in a matrix product that is added to a cleared destination. It
 * shows only if the sum is −0. Accumulators that start with +0 reach −0 only through a tiny number: an exact product
 * that rounds to −0, or a subnormal sum that is flushed. So vectors are made of −2^-160 = −2^-80 · 2^-80, of −(1 +
 * 2^-23) 2^-126 + 2^-126 = −2^-149, and of −0 = −1 · 0:
 *
 * - −2^-160 on all terms, or on one that enters the last addition, with −0 on the others;
 * - −2^-149 in the last addition;
 * - −2^-149 in the first addition of each accumulator, with −0 or −2^-160 on the others.
 *
 * Those for which the model gives −0 are asked. The result is added to +0 if all answers are +0. If the model never
 * gives −0, the difference never shows. Costs one round of at most 5 calls.
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

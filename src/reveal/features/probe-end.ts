import type { Accumulation } from '../../sums/accumulation.ts';
import { type FlatTree, rootOf } from '../flat-tree.ts';
import { modelOf } from '../model.ts';
import type { Questions } from '../probe.ts';
import { type Entry, vectorsOf } from '../vectors.ts';
import { placesOf } from './places.ts';

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
export async function probeEnd(
  accumulation: Accumulation,
  tree: FlatTree,
  questions: Questions,
): Promise<Accumulation> {
  const { n } = questions;
  const { flush, products, start } = accumulation;
  if (start !== 'positive-zero' || !(products.includes('exact') || flush.products || flush.sums)) return accumulation;
  const list = candidates(tree);
  const all = vectorsOf(n, list);
  const predicted = modelOf(accumulation)(all.lefts, all.rights, n, all.count);
  const shown = list.filter((_, index) => Object.is(predicted[index], -0));
  if (shown.length === 0) return accumulation;
  const answers = await questions.askEntries(shown);
  return answers.every((answer) => Object.is(answer, 0))
    ? { ...accumulation, bias: { value: 0, enters: 'end' } }
    : accumulation;
}

function candidates(tree: FlatTree): (readonly Entry[])[] {
  const { n, children } = tree;
  const at = placesOf(tree);
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

import type { NodeFormat, ProductRounding } from '../../sums/accumulation.ts';
import type { FlatTree } from '../flat-tree.ts';
import { type Entry, type Oracle, onSibling, onTwoChildren, type TreeIndex, treeIndexOf } from '../oracle.ts';
import type { IeeeFeatures } from './features.ts';
import { probeIeeeFlushing } from './flushing.ts';

/**
 * Finds the IEEE features of every leaf and addition of a known tree, with a call for each. rep(z) is any leaf under z.
 * All other terms are +0, which no addition notices, so a vector meets only the nodes that are named.
 *
 * First round, at most 2n + 3 calls:
 *
 * - Leaf i: the product 24929 · 673 = 2^24 + 1 on i, and 4096 · −4096 = −2^24 on rep(a sibling). The answer is 1 if the
 *   product enters its addition exactly, and 0 if it was rounded first. The first term of an accumulator that starts
 *   with +0 shows as rounded, which is right.
 * - Addition v, except the root: 2^24 on rep(first child), 1 on rep(second child), −2^24 on rep(sibling of v), so that
 *   v is the only node between the two large terms. The answer is 1 if v holds more than 24 bits, and 0 if it rounds to
 *   binary32. For the root, if the result is binary64: 1 and 2^-30 on two children.
 * - All products are −0 (−1 · 0): the answer is −0 if every accumulator starts with its first product, and +0 if one
 *   starts with +0.
 * - 2^-127 · 2^100 on leaf 0: the answer is zero if subnormal inputs count as zeros.
 *
 * Second round, at most n calls:
 *
 * - Does an addition that rounds to binary32, with an exact product or a wide child, first round to binary64? The other
 *   child brings s = 1 + 2u (u = 2^-24, last bit odd). The exact one brings 2^-24 (1 − 2^-46), slightly less than half
 *   an ulp: as a product (1 + 2u) 2^-24 · (1 − 2u), as 2^-24 and −2^-70 on two sides of the wide child, or as these on
 *   two further children. A single rounding gives s. Rounding to binary64 first makes a tie, which becomes 1 + 4u. A
 *   root that does this is wide, with a rounded result. Without such a child, both are the same function.
 *
 * The flushing of results follows (flushing.ts); if `signsShow` is false, it ignores the signs of zeros. Other formats,
 * other roundings and features that depend on values can deceive these probes. Replays detect that.
 */
export async function probeIeee(tree: FlatTree, oracle: Oracle, signsShow = true): Promise<IeeeFeatures> {
  const at = treeIndexOf(tree);
  const { n, children } = tree;
  const root = n + children.length - 1;
  const wideRoot: Entry[] = children.length === 0 ? [[0, 1, 1]] : [...onTwoChildren(at, root, 1, 2 ** -30)];
  const list: (readonly Entry[])[] = [
    Array.from({ length: n }, (_, leaf): Entry => [leaf, -1, 0]),
    [[0, 2 ** -127, 2 ** 100]],
    wideRoot,
    ...Array.from({ length: n }, (_, leaf): Entry[] => [[leaf, 24929, 673], ...onSibling(at, leaf, 4096, -4096)]),
    ...children
      .slice(0, -1)
      .map((_, k): Entry[] => [...onTwoChildren(at, n + k, 2 ** 24, 1), ...onSibling(at, n + k, -(2 ** 24), 1)]),
  ];
  const answers = await oracle.askEntries(list);
  const products = Array.from(
    { length: n },
    (_, leaf): ProductRounding => (isExact(answers[3 + leaf]!, n) ? 'exact' : 'rounded'),
  );
  const wide = children.map((_, k) =>
    k === children.length - 1 ? answers[2] !== Math.fround(answers[2]!) : answers[3 + n + k] === 1,
  );
  const start = Object.is(answers[0], -0) ? 'first-product' : 'positive-zero';
  const flushesInputs = answers[1] === 0;
  const nodes = await probeRoundings(tree, at, oracle, products, wide);
  const known = { products, nodes, start, result: oracle.format, taken: products.map(() => false) } as const;
  const begun = { ...known, flush: { inputs: flushesInputs, products: false, sums: false } };
  return probeIeeeFlushing(tree, oracle, begun, signsShow);
}

/** A lone term has no addition to enter: its product is exact if it comes out so. */
function isExact(answer: number, n: number): boolean {
  return n === 1 ? answer === 2 ** 24 + 1 : answer === 1;
}

/** How each addition rounds: a narrow one rounds once, or first to binary64 if the second round shows it. */
async function probeRoundings(
  { n, children }: FlatTree,
  at: TreeIndex,
  oracle: Oracle,
  products: readonly ProductRounding[],
  wide: readonly boolean[],
): Promise<NodeFormat[]> {
  const isWide = (id: number): boolean => id >= n && wide[id - n]!;
  const tieProbes = children.map((list, k): readonly Entry[] | undefined => {
    if (wide[k]!) return undefined;
    const exact = list.findLast((child) => (child < n ? products[child] === 'exact' : isWide(child)));
    const [first, second, third] = list;
    const other = exact === first ? second! : first!;
    const start: Entry = [at.rep[other]!, 1 + 2 ** -23, 1];
    if (exact !== undefined && exact >= n) return [start, ...onTwoChildren(at, exact, 2 ** -24, -(2 ** -70))];
    if (exact !== undefined) return [start, [exact, (1 + 2 ** -23) * 2 ** -24, 1 - 2 ** -23]];
    return third === undefined ? undefined : [start, [at.rep[second!]!, 2 ** -24, 1], [at.rep[third]!, -(2 ** -70), 1]];
  });
  const answers = await oracle.askEntries(tieProbes.filter((entries) => entries !== undefined));
  let next = 0;
  return tieProbes.map((entries, k): NodeFormat => {
    if (entries === undefined) return wide[k]! ? 'binary64' : 'binary32';
    const answer = answers[next];
    next += 1;
    return answer === 1 + 2 ** -22 ? 'binary32-via-binary64' : 'binary32';
  });
}

import type { NodeFormat, ProductRounding } from '../../sums/accumulation.ts';
import type { FlatTree } from '../flat-tree.ts';
import { type Entry, type Oracle, onSibling, onTwoChildren, type TreeIndex, treeIndexOf } from '../oracle.ts';
import type { IeeeFeatures } from './features.ts';
import { probeIeeeFlushing } from './flushing.ts';

/**
 * The arithmetic of every leaf and node of a known tree, one call a trait. rep(z) is any leaf under z; all other terms are
 * +0, which no addition notices, so that a vector meets only the nodes named.
 *
 * First round, 2n + 3 calls at most:
 * - leaf i: the product 24929 · 673 = 2^24 + 1 on i, 4096 · −4096 = −2^24 on rep(a sibling). 1: the product enters its
 *   addition exactly; 0: it was rounded first. The first term of an accumulator that begins with +0 shows as rounded, rightly.
 * - node v but the root: 2^24 on rep(first child), 1 on rep(second), −2^24 on rep(sibling of v), which makes v the only
 *   node between the two large terms. 1: v holds more than 24 bits, 0: it rounds to binary32. The root, where the result
 *   is binary64: 1 and 2^-30 on two children.
 * - all products −0 (−1 · 0): −0 if every accumulator begins with its first product, +0 if one begins with +0.
 * - 2^-127 · 2^100 on leaf 0: zero if subnormal inputs are taken for zeros.
 * Second round, at most n calls:
 * - a node that rounds to binary32 and has an exact product or a wide child: is its sum rounded to binary64 before? The other
 *   child brings s = 1 + 2u (u = 2^-24, last bit odd), the exact one 2^-24 (1 − 2^-46), a hair below half an ulp: as a product
 *   (1 + 2u) 2^-24 · (1 − 2u), or as 2^-24 and −2^-70 on two sides of the wide child, or
 *   on two further children of an addition of three or more. One rounding gives s; binary64 first
 *   makes a tie of it, and then 1 + 4u. A root that does so is wide, and its result rounded. Without such a child
 *   the two are the same function.
 * Then the flushing of results, probe-flush.ts; where the signs of zeros do not show, nothing is read from them.
 * What can fool it: other widths than 24 and 53 bits, other roundings, traits that depend on values. Replays see to that.
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

/** A lone term has nothing to enter: its product is exact if it comes out so. */
function isExact(answer: number, n: number): boolean {
  return n === 1 ? answer === 2 ** 24 + 1 : answer === 1;
}

/** How each node rounds: what is not wide is rounded once, or through binary64, where a hair shows it. */
async function probeRoundings(
  { n, children }: FlatTree,
  at: TreeIndex,
  oracle: Oracle,
  products: readonly ProductRounding[],
  wide: readonly boolean[],
): Promise<NodeFormat[]> {
  const isWide = (id: number): boolean => id >= n && wide[id - n]!;
  const hairs = children.map((list, k): readonly Entry[] | undefined => {
    if (wide[k]!) return undefined;
    const exact = list.findLast((child) => (child < n ? products[child] === 'exact' : isWide(child)));
    const [first, second, third] = list;
    const other = exact === first ? second! : first!;
    const start: Entry = [at.rep[other]!, 1 + 2 ** -23, 1];
    if (exact !== undefined && exact >= n) return [start, ...onTwoChildren(at, exact, 2 ** -24, -(2 ** -70))];
    if (exact !== undefined) return [start, [exact, (1 + 2 ** -23) * 2 ** -24, 1 - 2 ** -23]];
    return third === undefined ? undefined : [start, [at.rep[second!]!, 2 ** -24, 1], [at.rep[third]!, -(2 ** -70), 1]];
  });
  const answers = await oracle.askEntries(hairs.filter((entries) => entries !== undefined));
  let next = 0;
  return hairs.map((entries, k): NodeFormat => {
    if (entries === undefined) return wide[k]! ? 'binary64' : 'binary32';
    const answer = answers[next];
    next += 1;
    return answer === 1 + 2 ** -22 ? 'binary32-via-binary64' : 'binary32';
  });
}

import type { FlatTree } from '../flat-tree.ts';
import type { Questions } from '../probe.ts';
import { type Entry, vectorsOf } from '../vectors.ts';
import { beside, placesOf, two } from './places.ts';
import type { Arithmetic } from './traits.ts';

/**
 * Whether subnormal results are flushed to zero, one round:
 * - sums: 1.5 · 2^-126 − 2^-126 on two children of a node that rounds to binary32 (of the root, if none does).
 * - products: 2^-70 · 2^-57 = 2^-127 on a rounded leaf beside 2^-126 on its sibling; 2^-126 if it vanished, else 1.5 · 2^-126.
 *
 * A term that enters an accumulator beginning with +0 vanishes too if that addition flushes, as sums do. So such leaves, in
 * nodes that have terms alone for children, are asked one by one. A rounded leaf elsewhere decides for the products; without
 * one, two rounded leaves of one node decide, of which the addition to +0 can flush only one. Then, of the leaves of one node,
 * the one that vanishes where products do not was taken first; and one that does not vanish where products do was no product
 * rounded on its own, but an exact one rounded by the addition to +0.
 *
 * Where there is a single accumulator, an exact first product shows by its sign as well: −2^-160 alone, all other products −0, is
 * −0 if +0 was added before rounding, and +0 if the product was rounded to −0 first.
 * Calls: 1 + twice the rounded leaves beside leaves + 1.
 */
export async function probeFlush(tree: FlatTree, questions: Questions, arithmetic: Arithmetic): Promise<Arithmetic> {
  const { n, children } = tree;
  if (n === 1) return probeLoneTerm(questions, arithmetic);
  const begins = arithmetic.start === 'positive-zero';
  const at = placesOf(tree);
  const narrow = arithmetic.nodes.findIndex((format) => format !== 'binary64');
  const summing = n + (narrow < 0 ? children.length - 1 : narrow);
  const groups = children
    .filter((list) => list.every((child) => child < n))
    .map((list) => list.filter(isRounded(arithmetic)));
  const grouped = new Set(groups.flat());
  const elsewhere = arithmetic.products.findIndex((product, leaf) => product === 'rounded' && !grouped.has(leaf));
  const leaves = [...grouped, ...(elsewhere < 0 ? [] : [elsewhere])];
  const signs = begins && groups.length === 1 ? groups[0]! : [];
  const list: (readonly Entry[])[] = [
    two(at, summing, 1.5 * 2 ** -126, -(2 ** -126)),
    ...leaves.map((leaf): Entry[] => [[leaf, 2 ** -70, 2 ** -57], ...beside(at, leaf, 2 ** -126, 1)]),
    ...signs.map((leaf) => negativeZeros(n, leaf)),
  ];
  const answers = await questions.ask(vectorsOf(n, list).lefts, vectorsOf(n, list).rights);
  const sums = answers[0] === 0;
  const vanished = new Set(leaves.filter((_, index) => answers[1 + index] === 2 ** -126));
  const bothVanish = groups.some((group) => group.filter((leaf) => vanished.has(leaf)).length >= 2);
  const products = elsewhere >= 0 ? vanished.has(elsewhere) : sums && begins ? bothVanish : vanished.size > 0;
  const exact = new Set(signs.filter((_, index) => Object.is(answers[1 + leaves.length + index], -0)));
  const taken = arithmetic.products.map(
    (_, leaf) => exact.has(leaf) || (begins && grouped.has(leaf) && vanished.has(leaf) !== products),
  );
  return {
    ...arithmetic,
    taken,
    products: arithmetic.products.map((product, leaf) =>
      exact.has(leaf) || (taken[leaf]! && products) ? 'exact' : product,
    ),
    flush: { ...arithmetic.flush, products, sums },
  };
}

function isRounded({ products }: Arithmetic): (leaf: number) => boolean {
  return (leaf) => products[leaf] === 'rounded';
}

/** −2^-160 as a product on one leaf, −0 on the others. */
function negativeZeros(n: number, leaf: number): Entry[] {
  return Array.from(
    { length: n },
    (_, other): Entry => (other === leaf ? [leaf, -(2 ** -80), 2 ** -80] : [other, -1, 0]),
  );
}

/** One product alone: 2^-75 · 2^-60, however it is flushed, and the sign that tells whether +0 was added to an exact one. */
async function probeLoneTerm(questions: Questions, arithmetic: Arithmetic): Promise<Arithmetic> {
  const { lefts, rights } = vectorsOf(1, [[[0, 2 ** -75, 2 ** -60]], negativeZeros(1, 0)]);
  const [small, sign] = await questions.ask(lefts, rights);
  const exact = arithmetic.products[0] === 'exact' || (arithmetic.start === 'positive-zero' && Object.is(sign, -0));
  const flush = { ...arithmetic.flush, products: small === 0, sums: small === 0 };
  return { ...arithmetic, products: [exact ? 'exact' : 'rounded'], flush };
}

import type { NodeFormat } from '../../orders/accumulation.ts';
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
 * An exact first product shows by its sign as well: −2^-160 on it and on the terms of all other accumulators' first additions,
 * −0 elsewhere, is negative if +0 was added before rounding in all of them, and +0 if one product was rounded to −0 first (then
 * the difference never shows, no more than where one of these additions is wide).
 * Calls: 1 + twice the rounded leaves beside leaves + 1.
 */
export async function probeFlush(tree: FlatTree, questions: Questions, arithmetic: Arithmetic): Promise<Arithmetic> {
  const { n, children } = tree;
  if (n === 1) return probeLoneTerm(questions, arithmetic);
  const begins = arithmetic.start === 'positive-zero';
  const at = placesOf(tree);
  const narrow = arithmetic.nodes.findIndex((format) => format !== 'binary64');
  const summing = n + (narrow < 0 ? children.length - 1 : narrow);
  const beginnings = children.filter((list) => list.every((child) => child < n));
  const narrowOnes = beginnings.filter((list) => arithmetic.nodes[children.indexOf(list)] !== 'binary64');
  const groups = narrowOnes.map((list) => list.filter((leaf) => arithmetic.products[leaf] === 'rounded'));
  const grouped = groups.flat();
  const elsewhere = arithmetic.products.findIndex((product, leaf) => product === 'rounded' && !grouped.includes(leaf));
  const leaves = elsewhere < 0 ? grouped : [...grouped, elsewhere];
  const signed = begins && narrowOnes.length === beginnings.length ? grouped : [];
  const { lefts, rights } = vectorsOf(n, [
    two(at, summing, 1.5 * 2 ** -126, -(2 ** -126)),
    ...leaves.map((leaf): Entry[] => [[leaf, 2 ** -70, 2 ** -57], ...beside(at, leaf, 2 ** -126, 1)]),
    ...signed.map((leaf) => negativeZeros(n, leaf, beginnings)),
  ]);
  const answers = await questions.ask(lefts, rights);
  const sums = answers[0] === 0;
  const vanished = new Set(leaves.filter((_, index) => answers[1 + index] === 2 ** -126));
  const exact = new Set(signed.filter((_, index) => isNegative(answers[1 + leaves.length + index]!)));
  const bothVanish = groups.some((group) => group.filter((leaf) => vanished.has(leaf)).length >= 2);
  const products = elsewhere >= 0 ? vanished.has(elsewhere) : sums && begins ? bothVanish : vanished.size > 0;
  const isTaken = (leaf: number): boolean => begins && grouped.includes(leaf) && vanished.has(leaf) !== products;
  return {
    ...arithmetic,
    taken: arithmetic.products.map((_, leaf) => exact.has(leaf) || isTaken(leaf)),
    products: arithmetic.products.map((product, leaf) =>
      exact.has(leaf) || (products && isTaken(leaf)) ? 'exact' : product,
    ),
    nodes: [
      ...arithmetic.nodes.slice(0, -1),
      rootFormat(tree, arithmetic, (leaf) => exact.has(leaf) || vanished.has(leaf)),
    ],
    flush: { ...arithmetic.flush, products, sums },
  };
}

/**
 * A root that rounds through binary64 to a binary32 result is one that is wide, unless it adds terms alone to +0 and rounds
 * the first one to binary32, which shows by what becomes of a tiny one.
 */
function rootFormat({ n, children }: FlatTree, arithmetic: Arithmetic, shows: (leaf: number) => boolean): NodeFormat {
  const format = arithmetic.nodes.at(-1)!;
  if (format !== 'binary32-via-binary64' || arithmetic.result === 'binary64') return format;
  const begins = arithmetic.start === 'positive-zero' && children.length === 1;
  return begins && children[0]!.some((leaf) => leaf < n && shows(leaf)) ? format : 'binary64';
}

/** −2^-160 as a product on one leaf and on all leaves of other accumulators' first additions, −0 on the others. */
function negativeZeros(n: number, leaf: number, beginnings: readonly (readonly number[])[]): Entry[] {
  const small = new Set([leaf, ...beginnings.filter((list) => !list.includes(leaf)).flat()]);
  return Array.from(
    { length: n },
    (_, other): Entry => (small.has(other) ? [other, -(2 ** -80), 2 ** -80] : [other, -1, 0]),
  );
}

function isNegative(answer: number): boolean {
  return answer < 0 || Object.is(answer, -0);
}

/** One product alone: 2^-75 · 2^-60, however it is flushed, and the sign that tells whether +0 was added to an exact one. */
async function probeLoneTerm(questions: Questions, arithmetic: Arithmetic): Promise<Arithmetic> {
  const { lefts, rights } = vectorsOf(1, [[[0, -(2 ** -75), 2 ** -60]], negativeZeros(1, 0, [])]);
  const [small, sign] = await questions.ask(lefts, rights);
  const begins = arithmetic.start === 'positive-zero';
  const exact = arithmetic.products[0] === 'exact' || (begins && Object.is(sign, -0));
  // A sum that is flushed keeps the sign, a flushed product loses it to the +0 that is added.
  const products = !exact && small === 0 && !(begins && Object.is(small, -0));
  const flush = { ...arithmetic.flush, products, sums: small === 0 && !products };
  return { ...arithmetic, products: [exact ? 'exact' : 'rounded'], flush };
}

import type { Flush, FusedAdder, NodeFormat } from '../../sums/accumulation.ts';
import { type FlatTree, parentsOf } from '../flat-tree.ts';
import { type Entry, type Oracle, onSibling, onTwoChildren, treeIndexOf } from '../oracle.ts';
import type { IeeeFeatures } from './features.ts';
import { addsTermsOnly, type ProbeContext } from './probe-context.ts';
import type { Leaves } from './products.ts';

/** Trees with more accumulators × terms than this are not asked for signs. */
const mostSigned = 2 ** 18;

/**
 * Finds which subnormal results are flushed to zero, in one round.
 *
 * - sums: 1.5 · 2^-126 − 2^-126 under two children of an addition that rounds to binary32 (of the root, if there is
 *   none).
 * - products: 2^-70 · 2^-57 = 2^-127 on a rounded leaf, and 2^-126 on its sibling. The answer is 2^-126 if the product
 *   vanished, and 1.5 · 2^-126 otherwise.
 *
 * The first term of an accumulator that starts with +0 also vanishes if that addition flushes. So leaves in additions
 * of terms alone are asked one by one. A rounded leaf elsewhere decides for the products. Without one, two rounded
 * leaves of one addition decide, because the addition to +0 can flush only one of them. Afterwards, if a leaf vanishes
 * where products do not, it was taken first. If a leaf does not vanish where products do, it is an exact product that
 * the addition to +0 rounds.
 *
 * An exact first product also shows by its sign. −2^-160 stays negative if +0 was added before rounding; if the product
 * was rounded to −0 first, the sum is +0. For this, all other products are −0, and all other accumulators must come to
 * −0. If the first addition of another accumulator is wide, that is possible only if its sum is rounded to binary32
 * before it meets this leaf; otherwise the difference never shows. This is not asked of trees with very many
 * accumulators, nor if the signs of zeros do not show (`signsShow` false).
 *
 * A +0 that is added at the end hides these signs. So if sums are flushed, one more round asks for (1 − 2^-24) 2^-126:
 * unless it is flushed as a product, it becomes 2^-126 if it is rounded first, and is flushed as a sum if not.
 *
 * Calls: 1, and at most five for each rounded leaf beside a leaf, and 1.
 */
export async function probeIeeeFlushing(
  tree: FlatTree,
  oracle: Oracle,
  arithmetic: IeeeFeatures,
  signsShow: boolean,
): Promise<IeeeFeatures> {
  const { n, children } = tree;
  if (n === 1) return probeLoneTerm(oracle, arithmetic);
  const begins = arithmetic.start === 'positive-zero';
  const known = { tree, nodes: arithmetic.nodes };
  const at = treeIndexOf(tree);
  const narrow = arithmetic.nodes.findIndex((format) => format !== 'binary64');
  const summing = n + (narrow < 0 ? children.length - 1 : narrow);
  const beginnings = children.filter((list) => list.length === 2 && list.every((child) => child < n));
  const narrowOnes = beginnings.filter((list) => arithmetic.nodes[children.indexOf(list)] !== 'binary64');
  const groups = narrowOnes.map((list) => list.filter((leaf) => arithmetic.products[leaf] === 'rounded'));
  const grouped = groups.flat();
  const elsewhere = arithmetic.products.findIndex((product, leaf) => product === 'rounded' && !grouped.includes(leaf));
  const leaves = elsewhere < 0 ? grouped : [...grouped, elsewhere];
  const few = grouped.length * n <= mostSigned;
  const wideOnes = beginnings.filter((list) => !narrowOnes.includes(list));
  const signed =
    begins && few && signsShow
      ? grouped.filter((leaf) => wideOnes.every(([term]) => narrows(tree, arithmetic, term!, leaf)))
      : [];
  const accumulators = children.filter((list) => list.every((child) => child < n)).length;
  const alone = accumulators === 1 ? signed : [];
  const answers = await oracle.askEntries([
    // A single term is added to nothing, and its answer is not 0.
    children.length === 0 ? [[0, 1, 1]] : onTwoChildren(at, summing, 1.5 * 2 ** -126, -(2 ** -126)),
    ...leaves.map((leaf): Entry[] => [[leaf, 2 ** -70, 2 ** -57], ...onSibling(at, leaf, 2 ** -126, 1)]),
    ...signed.map((leaf) => negativeZeros(known, leaf, beginnings, false)),
    ...signed.map((leaf) => negativeZeros(known, leaf, beginnings, true)),
    ...alone.map((leaf) => negativeZeros(known, leaf, beginnings, false, 2 ** -57)),
  ]);
  const sums = answers[0] === 0;
  const vanished = new Set(leaves.filter((_, index) => answers[1 + index] === 2 ** -126));
  const signs = answers.subarray(1 + leaves.length);
  const exact = new Set(
    signed.filter((_, index) => isNegative(signs[index]!) || (sums && isNegative(signs[signed.length + index]!))),
  );
  const gone = new Set(begins && few && sums ? await flushedBelowNormal(oracle, grouped) : []);
  // A flushed sum keeps its sign; a flushed product loses it to the +0.
  const asProduct = alone.filter(
    (leaf, index) => vanished.has(leaf) && gone.has(leaf) && !isNegative(signs[2 * signed.length + index]!),
  );
  const bothVanish = groups.some((group) => group.filter((leaf) => vanished.has(leaf)).length >= 2);
  const products =
    elsewhere >= 0 ? vanished.has(elsewhere) : sums && begins ? bothVanish || asProduct.length > 0 : vanished.size > 0;
  if (!products) for (const leaf of gone) exact.add(leaf);
  const isTaken = (leaf: number): boolean => begins && grouped.includes(leaf) && vanished.has(leaf) !== products;
  return {
    ...arithmetic,
    taken: arithmetic.products.map((_, leaf) => exact.has(leaf) || isTaken(leaf)),
    products: arithmetic.products.map((product, leaf) =>
      exact.has(leaf) || (products && isTaken(leaf)) ? 'exact' : product,
    ),
    nodes: [
      ...arithmetic.nodes.slice(0, -1),
      rootFormat(
        tree,
        arithmetic,
        sums,
        (leaf) => exact.has(leaf) || (vanished.has(leaf) && !asProduct.includes(leaf)),
      ),
    ],
    flush: { ...arithmetic.flush, products, sums },
  };
}

/** The leaves whose product (1 − 2^-24) 2^-126 is flushed: as a product, or as a sum if it was not rounded first. */
async function flushedBelowNormal(oracle: Oracle, leaves: readonly number[]): Promise<readonly number[]> {
  const answers = await oracle.askEntries(leaves.map((leaf): Entry[] => [[leaf, 1 - 2 ** -24, 2 ** -126]]));
  return leaves.filter((_, index) => answers[index] === 0);
}

/** Whether an addition that is not wide stands between a term and its common ancestor with `other`. */
function narrows(tree: FlatTree, { nodes }: IeeeFeatures, term: number, other: number): boolean {
  const parents = parentsOf(tree);
  const above = new Set<number>();
  for (let id = other; id >= 0; id = parents[id]!) above.add(id);
  for (let id = parents[term]!; !above.has(id); id = parents[id]!) if (nodes[id - tree.n] !== 'binary64') return true;
  return false;
}

/**
 * The format of the root. A root that rounds through binary64 to a binary32 result is a wide one, with one exception:
 * it adds terms alone to +0 and rounds the first to binary32, which a tiny term shows. If sums are flushed and no tiny
 * term is, such a root is wide too.
 */
function rootFormat(
  { children }: FlatTree,
  arithmetic: IeeeFeatures,
  sums: boolean,
  shows: (leaf: number) => boolean,
): NodeFormat {
  const format = arithmetic.nodes.at(-1)!;
  if (arithmetic.result === 'binary64') return format;
  const lone = arithmetic.start === 'positive-zero' && children.length === 1 && children[0]!.length === 2;
  const shown = lone && children[0]!.some(shows);
  if (format === 'binary32-via-binary64') {
    // If no addition is wide, both are the same function, and the other additions round twice.
    const otherwise = children.length > 1 && !arithmetic.nodes.includes('binary64');
    return shown || otherwise ? format : 'binary64';
  }
  return lone && sums && !shown && !arithmetic.products.includes('exact') ? 'binary64' : format;
}

/**
 * −2^-160 as a product on one leaf (or a subnormal, by `right`), and −0 on every term that meets its sum on the way up.
 * Everything else that meets it must come to −0 by itself. So every term that a binary32 addition rounds before has
 * −2^-160, because an exact product there turns into −0. With `flushed`, every other accumulator starts with −(1 +
 * 2^-23) 2^-126 + 2^-126 = −2^-149.
 */
function negativeZeros(
  { tree, nodes }: { readonly tree: FlatTree; readonly nodes: readonly NodeFormat[] },
  leaf: number,
  beginnings: readonly (readonly number[])[],
  flushed: boolean,
  right = 2 ** -80,
): Entry[] {
  const { n } = tree;
  const parents = parentsOf(tree);
  const path = new Set<number>();
  for (let id = leaf; id >= 0; id = parents[id]!) path.add(id);
  const isRounded = (term: number): boolean => {
    for (let id = parents[term]!; !path.has(id); id = parents[id]!) if (nodes[id - n] !== 'binary64') return true;
    return false;
  };
  const entries = Array.from({ length: n }, (_, other): Entry => {
    return n > 1 && other !== leaf && isRounded(other) ? [other, -(2 ** -80), 2 ** -80] : [other, -1, 0];
  });
  entries[leaf] = [leaf, right === 2 ** -80 ? -(2 ** -80) : -(2 ** -70), right];
  if (!flushed) return entries;
  for (const [one, two] of beginnings.filter((list) => !list.includes(leaf)) as [number, number][]) {
    entries[one] = [one, -(1 + 2 ** -23) * 2 ** -126, 1];
    entries[two] = [two, 2 ** -126, 1];
  }
  return entries;
}

function isNegative(answer: number): boolean {
  return answer < 0 || Object.is(answer, -0);
}

/** A single product: −2^-75 · 2^-60 shows flushing, and a sign shows whether +0 was added to an exact product. */
async function probeLoneTerm(oracle: Oracle, arithmetic: IeeeFeatures): Promise<IeeeFeatures> {
  const [small, sign] = await oracle.askEntries([
    [[0, -(2 ** -75), 2 ** -60]],
    negativeZeros({ tree: { n: 1, children: [] }, nodes: [] }, 0, [], false),
  ]);
  const begins = arithmetic.start === 'positive-zero';
  const exact = arithmetic.products[0] === 'exact' || (begins && Object.is(sign, -0));
  // A flushed sum keeps its sign; a flushed product loses it to the +0.
  const products = !exact && small === 0 && !(begins && Object.is(small, -0));
  const flush = { ...arithmetic.flush, products, sums: small === 0 && !products };
  return { ...arithmetic, products: [exact ? 'exact' : 'rounded'], flush };
}

/** What is flushed to zero, and the leaves that are seen to be added to a zero first. */
export interface Flushing {
  readonly flush: Flush;
  readonly taken: readonly boolean[];
  /** The leaves whose product vanishes below 2^-126, unless they are known to be exact. */
  readonly lost: readonly boolean[];
}

/** 1½ · 2^-149 − ¾ · 2^-149. */
const tiny = (one: number, other: number): Entry[] => [
  [one, 1.5 * 2 ** -75, 2 ** -74],
  [other, -1.5 * 2 ** -75, 2 ** -75],
];

/**
 * Finds which subnormals are flushed in extended arithmetic, in one round. It asks 2^-127 · 2^100 on leaf 0; 1½ ·
 * 2^-126 − 2^-126 under two children of an addition that keeps at most 24 bits; and 2^-70 · 2^-57 on every rounded
 * leaf, beside 2^-126.
 *
 * If sums are flushed, the first term of an accumulator that starts with a zero vanishes in its addition. So in an
 * addition of two terms alone, products are flushed if both vanish; a term that vanishes alone was taken first.
 *
 * For two exact products in a fused adder, 1½ · 2^-149 − ¾ · 2^-149 tells whether the second was taken first, and so
 * became a multiple of 2^-149. With truncation, ¾ became 0 and 1½ becomes 1, whereas 1 − ¾ and 1½ − ¾ become 0. To
 * nearest, ¾ became 1 and 1½ − 1 becomes 0, whereas 2 − ¾ and 1½ − ¾ become 1.
 *
 * Nothing is asked in the range of binary16, where these numbers are zeros (conditions.ts knows whether its subnormal
 * inputs are), nor beside a constant.
 */
export async function probeFlushing(
  { tree, at, oracle, conditions }: ProbeContext,
  precisions: readonly number[],
  adders: readonly (FusedAdder | undefined)[],
  { exact }: Leaves,
): Promise<Flushing> {
  const nothing = exact.map(() => false);
  if (conditions.smallInputs || conditions.smallSums || conditions.bias !== 0)
    return {
      flush: { inputs: conditions.flushesSmall === true, products: false, sums: false },
      ...{ taken: nothing, lost: nothing },
    };
  const narrow = precisions.findIndex((bits) => bits <= 24);
  const [first, second] = tree.children[Math.max(0, narrow)] as [number, number];
  const leaves = exact.flatMap((isExact, leaf) => (isExact ? [] : [leaf]));
  const pairs = tree.children.flatMap((list, k) =>
    list.length === 2 && addsTermsOnly({ tree }, k) ? [{ one: list[0]!, other: list[1]!, adder: adders[k] }] : [],
  );
  const fused = pairs.filter(({ one, other, adder }) => adder !== undefined && exact[one]! && exact[other]!);
  const [input, sum, ...answers] = await oracle.askEntries([
    [[0, 2 ** -127, 2 ** 100]],
    [
      [at.rep[first]!, 1.5 * 2 ** -126, 1],
      [at.rep[second]!, -(2 ** -126), 1],
    ],
    ...leaves.map((leaf): Entry[] => [
      [leaf, 2 ** -70, 2 ** -57],
      [at.rep[at.sibling(leaf)!]!, 2 ** -126, 1],
    ]),
    ...fused.flatMap(({ one, other }) => [tiny(one, other), tiny(other, one)]),
  ]);
  const vanishes = nothing.slice();
  leaves.forEach((leaf, index) => {
    vanishes[leaf] = answers[index] === 2 ** -126;
  });
  const sums = sum === 0;
  const inPairs = new Set(pairs.flatMap(({ one, other }) => [one, other]));
  const elsewhere = leaves.find((leaf) => !inPairs.has(leaf));
  const both = pairs.some(({ one, other }) => vanishes[one]! && vanishes[other]!);
  const flushes = elsewhere !== undefined ? vanishes[elsewhere]! : sums ? both : vanishes.includes(true);
  const taken = vanishes.map((gone, leaf) => sums && !flushes && gone && inPairs.has(leaf));
  fused.forEach(({ one, other, adder }, index) => {
    const isTaken = (answer: number): boolean => (answer === 0) !== (adder?.end === 'toward-zero');
    taken[other] = isTaken(answers[leaves.length + 2 * index]!);
    taken[one] = isTaken(answers[leaves.length + 2 * index + 1]!);
  });
  return { flush: { inputs: input === 0, products: flushes, sums }, taken, lost: vanishes };
}

import { randomOf } from '../../inputs/random.ts';
import type { Accumulation, NodeFormat } from '../../sums/accumulation.ts';
import { leadingExponent } from '../../sums/round-exactly.ts';
import { foldTree, type SummationTree } from '../../sums/tree.ts';
import { treeExcess } from '../../sums/tree-measures.ts';
import type { Candidate } from '../problem.ts';
import type { Factors } from './leaf.ts';
import { freeWitness } from './witness.ts';

/**
 * An input of free factors with a large |computed − exact| ÷ |exact| and P ÷ |exact| ≤ κ, for additions of two in
 * binary32. Undefined for other arithmetic and for κ ≤ 1.
 *
 * Σ|partial sums| is convex in the products, so it is largest if two products make up P: a = (1 + 1/κ)/2 of P and −b, b
 * = (1 − 1/κ)/2 of P. They meet at some addition and leave a small sum. Below it both subtrees lose half an ulp at each
 * addition, as in `freeWitness`. All terms but −b are positive, so the losses of both subtrees add up: one computes too
 * little, the other one too much in size. The addition is that with the largest a·E + b·E of its children.
 */
export function conditionWitness(accumulation: Accumulation, condition: number): Candidate | undefined {
  if (condition <= 1 || !accumulation.nodes.every((node) => node === 'binary32')) return undefined;
  const n = accumulation.products.length;
  const [a, b] = [(1 + 1 / condition) / 2, (1 - 1 / condition) / 2];
  let meeting: readonly [SummationTree, SummationTree] | undefined;
  let most = Number.NEGATIVE_INFINITY;
  treeExcess(accumulation, (children, excesses) => {
    if (children.length !== 2) return;
    for (const [i, k] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const sum = a * excesses[i]! + b * excesses[k]!;
      if (sum <= most) continue;
      most = sum;
      meeting = [children[i]!, children[k]!];
    }
  });
  if (meeting === undefined) return undefined;
  const candidate = { left: new Float32Array(n), right: new Float32Array(n) };
  // A little more than a ÷ b: the lost terms and the products that are not exactly these numbers count, too.
  const larger = (a / b) * (1 + 2 ** -19);
  place(candidate, accumulation, meeting[0], larger, 1);
  place(candidate, accumulation, meeting[1], 1 + 2 ** -20, -1);
  return candidate;
}

/** Puts the worst input of a subtree at its terms, times a power of two, with sign · size as its main product. */
function place(
  { left, right }: Candidate,
  accumulation: Accumulation,
  subtree: SummationTree,
  size: number,
  sign: 1 | -1,
): void {
  const terms = termsOf(subtree);
  const part = partOf(accumulation, subtree, terms);
  const witness = freeWitness(part);
  const scale = 2 ** leadingExponent(size);
  let main = 0;
  for (const [i, x] of witness.left.entries()) {
    if (x * witness.right[i]! > witness.left[main]! * witness.right[main]!) main = i;
    left[terms[i]!] = x * scale;
    right[terms[i]!] = witness.right[i]!;
  }
  const rounded = witness.left[main]! * witness.right[main]! !== 1;
  const [x, y] = lossyProduct(size / scale, sign, !rounded);
  left[terms[main]!] = sign * x * scale;
  right[terms[main]!] = y;
}

/**
 * Factors of a product near `size` in [1, 2), whose rounded value is even, so that it takes part in ties. If it is
 * rounded on its own, it loses nearly half an ulp: for `sign` 1 by rounding down, for −1 by rounding up.
 */
function lossyProduct(size: number, sign: 1 | -1, exact: boolean): Factors {
  const even = Math.ceil(size * 2 ** 22) * 2 ** -22;
  if (exact) return [even, 1];
  const rng = randomOf(0, 'products');
  let best: Factors = [even, 1];
  let most = 0;
  for (let i = 0; i < 4000; i += 1) {
    const x = 1 + rng.below(2 ** 23) * 2 ** -23;
    const y = Math.fround((even + sign * 0.98 * 2 ** -24) / x);
    const rounded = Math.fround(x * y);
    const lost = sign * (x * y - rounded);
    if (lost <= most || (rounded * 2 ** 22) % 1 !== 0) continue;
    most = lost;
    best = [x, y];
  }
  return best;
}

/** A subtree with its terms renumbered. All additions are in binary32. */
function partOf(accumulation: Accumulation, subtree: SummationTree, terms: readonly number[]): Accumulation {
  const numbers = new Map(terms.map((term, index) => [term, index]));
  let additions = 0;
  const tree = foldTree<SummationTree>(
    subtree,
    (term) => ({ kind: 'term', term: numbers.get(term)! }),
    (children) => {
      additions += 1;
      return { kind: 'add', children: [...children] };
    },
  );
  return {
    ...accumulation,
    tree,
    products: terms.map((term) => accumulation.products[term]!),
    nodes: Array<NodeFormat>(additions).fill('binary32'),
    ownStart: (accumulation.ownStart ?? []).flatMap((term) => numbers.get(term) ?? []),
  };
}

function termsOf(tree: SummationTree): readonly number[] {
  const terms: number[] = [];
  foldTree(
    tree,
    (term) => terms.push(term),
    () => 0,
  );
  return terms.sort((a, b) => a - b);
}

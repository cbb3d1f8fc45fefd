import { expect, test } from 'vitest';
import type { Format } from '../../float/format.ts';
import { foldTree, type SummationTree } from '../../sums/tree.ts';
import { height } from '../../sums/tree-measures.ts';
import { printTree } from '../../sums/tree-text.ts';
import { anyOrderBound } from '../error-bounds/any-order.ts';
import { classicalBound, nUnitsBound, optimalBound } from '../error-bounds/classical.ts';
import { boundOfRoundings } from '../error-bounds/height.ts';
import { outward } from '../error-bounds/outward.ts';
import { underflowBound } from '../error-bounds/range.ts';
import { allOf, allTrees, inputsCounted, rounder, type State, States, worstInputs } from './exhaustive.test-support.ts';
import { numbersOf } from './small-formats.test-support.ts';

/**
 * Factors are all numbers of the format; results have its precision, and its smallest exponent where products may
 * underflow.
 */
interface Case {
  readonly format: Format;
  readonly terms: readonly number[];
  /**
   * Whether 1 − 1/E is reached: 2^p + 1 is 9 = 3·3 or 33 = 3·11, and not the prime 5 or 17, so that a product ties just
   * above a power of two.
   */
  readonly reached: boolean;
  /** Other factors where products may underflow. */
  readonly small?: Format;
}
const cases: readonly Case[] = [
  { format: { precision: 2, minExponent: -1, maxExponent: 1 }, terms: [2, 3, 4], reached: false },
  { format: { precision: 3, minExponent: 0, maxExponent: 1 }, terms: [2, 3], reached: true },
  {
    format: { precision: 3, minExponent: 0, maxExponent: 1 },
    terms: [4],
    reached: true,
    small: { precision: 3, minExponent: 0, maxExponent: 0 },
  },
  { format: { precision: 4, minExponent: 0, maxExponent: 2 }, terms: [2], reached: false },
  { format: { precision: 5, minExponent: 0, maxExponent: 1 }, terms: [2], reached: true },
];

const arithmetics = ['rounded-products', 'fused'] as const;
type Arithmetic = (typeof arithmetics)[number];
interface Found {
  readonly counted: number;
  /** error ÷ bound by claim; of `tree-number` the bound is (1 − 1/E)·P, which nothing is known to exceed. */
  readonly largest: ReadonlyMap<string, number>;
}

test('all dot products of formats of 2 to 5 bits, rounded and fused, with underflow and without', () => {
  let counted = 0;
  for (const { format, terms, reached, small = format } of cases) {
    for (const tree of terms.flatMap((n) => allTrees(n))) {
      for (const arithmetic of isLoop(tree) ? arithmetics : arithmetics.slice(0, 1)) {
        const name = `${printTree(tree)} in ${format.precision} bits, ${arithmetic}`;
        const normal = tryAll(format, tree, arithmetic, 'no underflow');
        const share = normal.largest.get('tree-number')!;
        // Exactly 1 − 1/E if a product can tie just above a power of two and u², which is out of this range, is not
        // needed.
        if (reached && isLoop(tree)) expect(share, name).toBe(1);
        else expect(share, name).toBeGreaterThan(reached ? 0.99 : 0.8);
        if (!reached) expect(share, name).toBeLessThan(0.97);
        const tiny = tryAll(small, tree, arithmetic, 'underflow');
        expect(tiny.largest.get('dot-underflow'), name).toBeGreaterThan(1 - 2 ** -27);
        counted += normal.counted + tiny.counted;
      }
    }
  }
  process.stderr.write(`${counted} dot products of small formats, the worst of each absolute sum judged\n`);
  expect(counted).toBeGreaterThan(130_000_000_000);
});

/** All dot products by a tree, in multiples of the smallest product; of two mirror images one. */
function tryAll(
  format: Format,
  tree: SummationTree,
  arithmetic: Arithmetic,
  range: 'underflow' | 'no underflow',
): Found {
  const { precision, minExponent } = format;
  const unit = 2 ** (minExponent - precision + 1);
  const lowest = range === 'underflow' ? 1 / unit : 1;
  const round = rounder(format, lowest);
  const products = new Map<number, number>();
  const numbers = numbersOf(format).map((x) => x / unit);
  for (const x of numbers) for (const y of numbers) products.set(x * y, (products.get(x * y) ?? 0) + 1);
  const states = allOf(
    tree,
    (term) => leavesOf(products, term, arithmetic === 'fused' && term > 0 ? (x) => x : round),
    round,
    { node: (a, b) => a + b },
  );
  const scaled: Format = {
    precision,
    maxExponent: 99,
    minExponent: range === 'underflow' ? Math.log2(lowest) + precision - 1 : -200,
  };
  const bounds = boundsOf(scaled, tree, arithmetic);
  const number = treeNumber(tree, arithmetic, 2 ** -precision);
  const largest = new Map<string, number>();
  const keep = (id: string, ratio: number): void => void (ratio > (largest.get(id) ?? 0) && largest.set(id, ratio));
  for (const { weight, error, inputs } of worstInputs(states)) {
    const n = weight % 8;
    const absoluteSum = (weight - n) / 8;
    for (const [id, boundOf] of Object.entries(bounds)) {
      const bound = boundOf(n, absoluteSum);
      if (error > bound)
        expect.fail(`${id}: products ${inputs} in units of ${unit}², ${printTree(tree)}, ${arithmetic}`);
      if (bound > 0) keep(id, error / bound);
    }
    if (range === 'underflow' || n === 0) continue;
    const share = (error * number) / (absoluteSum * (number - 1));
    if (share > 1) expect.fail(`above 1 − 1/E: products ${inputs}, ${printTree(tree)}, ${arithmetic}`);
    keep('tree-number', share);
  }
  return { counted: inputsCounted(states), largest };
}

/** The weight of a product: |x·y|, and 1 if it is not zero; both add up. */
function leavesOf(products: ReadonlyMap<number, number>, term: number, round: (x: number) => number): readonly State[] {
  const states = new States();
  for (const [product, count] of products) {
    if (term === 0 && product < 0) continue;
    const lost = round(product) - product;
    states.addLeaf(round(product), 8 * Math.abs(product) + (product === 0 ? 0 : 1), lost, count, product);
  }
  return states.all();
}

function boundsOf(
  format: Format,
  tree: SummationTree,
  arithmetic: Arithmetic,
): Readonly<Record<string, (n: number, absoluteSum: number) => number>> {
  const half = 2 ** (format.minExponent - format.precision);
  const anyOrder = anyOrderBound(format, 0n, (n) => n * half);
  const byRoundings = boundOfRoundings(format.precision, half);
  const both = {
    'dot-any-order': (n: number, absoluteSum: number) => outward(anyOrder(n, absoluteSum)),
    'dot-height': (n: number, absoluteSum: number) => byRoundings(Math.min(height(tree) + 1, n), 0, n, absoluteSum),
    'dot-underflow': underflowBound(format),
    'dot-classical': classicalBound(format),
  };
  return arithmetic === 'fused'
    ? both
    : { ...both, 'dot-optimal': optimalBound(format), 'dot-n-units': nUnitsBound(format) };
}

/** E for rounded products, or for a loop of fused multiply-adds. */
function treeNumber(tree: SummationTree, arithmetic: Arithmetic, u: number): number {
  return foldTree<number>(
    tree,
    (term) => (arithmetic === 'rounded-products' || term === 0 ? 1 + u : 1),
    ([first, second]) => Math.max(first! + u * second!, second! + u * first!),
  );
}

const isLoop = (tree: SummationTree): boolean =>
  tree.kind === 'term' || (tree.children[1]!.kind === 'term' && isLoop(tree.children[0]!));

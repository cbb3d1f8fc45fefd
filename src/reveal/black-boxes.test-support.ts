import type { Rng } from '../inputs/random.ts';
import type { FlatTree } from './flat-tree.ts';
import type { BlackBox } from './oracle.ts';
import { sumInBinary32 } from './tree-sums.ts';

/** A random tree: random nodes are joined until one is left. With `widest` > 2, additions can have more terms. */
export function randomFlatTree(rng: Rng, n: number, widest = 2): FlatTree {
  const pool = Array.from({ length: n }, (_, leaf) => leaf);
  const children: number[][] = [];
  while (pool.length > 1) {
    const width = Math.min(pool.length, 2 + rng.below(widest - 1));
    const taken = Array.from({ length: width }, () => pool.splice(rng.below(pool.length), 1)[0]!);
    pool.push(n - 1 + children.push(taken));
  }
  return { n, children };
}

/** A sequential sum in random order. */
export function randomChain(rng: Rng, n: number): FlatTree {
  const order = Array.from({ length: n }, (_, leaf) => leaf);
  order.forEach((_, k) => {
    const other = k + rng.below(n - k);
    [order[k], order[other]] = [order[other]!, order[k]!];
  });
  return { n, children: order.slice(1).map((leaf, k) => [k === 0 ? order[0]! : n + k - 1, leaf]) };
}

/** Sums rounded products on a tree of two-term binary32 additions. */
export function binary32BlackBox(tree: FlatTree): BlackBox {
  const work = new Float64Array(2 * tree.n);
  return async (lefts, rights, n, count) => {
    const terms = productsOf(lefts, rights);
    const sums = new Float32Array(count);
    for (let index = 0; index < count; index += 1) sums[index] = sumInBinary32(tree, terms, index * n, work);
    return sums;
  };
}

/** Computes one vector of rounded products at a time. */
export function blackBoxOf(sum: (terms: Float32Array) => number): BlackBox {
  return async (lefts, rights, n, count) => {
    const terms = productsOf(lefts, rights);
    const sums = new Float32Array(count);
    for (let index = 0; index < count; index += 1) sums[index] = sum(terms.subarray(index * n, (index + 1) * n));
    return sums;
  };
}

function productsOf(lefts: Float32Array, rights: Float32Array): Float32Array {
  const products = new Float32Array(lefts.length);
  for (let k = 0; k < lefts.length; k += 1) products[k] = lefts[k]! * rights[k]!;
  return products;
}

/**
 * A fused addition as in matrix units. Terms are aligned with the largest, truncated `guards` bits below its last place
 * and summed exactly. The sum is truncated or rounded to nearest-even binary32 once.
 */
export function fusedSum(terms: readonly number[], guards: number, end: 'cut' | 'nearest'): number {
  let most = 0;
  for (const term of terms) most = Math.max(most, Math.abs(term));
  if (most === 0) return 0;
  const unit = leadingPower(most) * 2 ** (-23 - guards);
  let total = 0;
  for (const term of terms) total += Math.trunc(term / unit);
  const sum = total * unit;
  const rounded = Math.fround(sum);
  if (end === 'nearest' || Math.abs(rounded) <= Math.abs(sum)) return rounded;
  return rounded - Math.sign(rounded) * leadingPower(Math.abs(sum)) * 2 ** -23;
}

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

/** The largest power of two that is not above a normal number. */
function leadingPower(value: number): number {
  bits[0] = value;
  words[0] = 0;
  words[1] = words[1]! & 0x7ff00000;
  return bits[0]!;
}

export function fusedBlackBox(tree: FlatTree, guards: number, end: 'cut' | 'nearest'): BlackBox {
  return blackBoxOf((terms) => fusedTreeSum(tree, terms, guards, end));
}

/** The sum on a tree of fused additions. */
function fusedTreeSum(tree: FlatTree, terms: Float32Array, guards: number, end: 'cut' | 'nearest'): number {
  const { n, children } = tree;
  const values = new Float64Array(n + children.length);
  for (let leaf = 0; leaf < n; leaf += 1) values[leaf] = terms[leaf]!;
  children.forEach((list, k) => {
    values[n + k] = fusedSum(
      list.map((child) => values[child]!),
      guards,
      end,
    );
  });
  return values.at(-1)!;
}

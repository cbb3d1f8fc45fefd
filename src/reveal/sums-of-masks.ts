import type { FlatTree } from './flat-tree.ts';

/**
 * What vectors of masks and units come to on any tree, several at once: numbers are ±2^100 or whole and below 2^24 in sum. A node of more
 * than two terms drops units beside a mask, as one of two does. Given leaf by leaf (`values[leaf * count + i]` is of vector i), the
 * sums are in the first `count` numbers from the root's place in `work`, which holds (2n − 1) · count numbers.
 */
export function sumsOfMasks(tree: FlatTree, values: Float32Array, count: number, work: Float64Array): Float64Array {
  const { n, children } = tree;
  work.set(values);
  children.forEach((list, k) => {
    const sum = (n + k) * count;
    if (list.length === 2) addTwo(work, list[0]! * count, list[1]! * count, sum, count);
    else addMany(work, list, sum, count);
  });
  const root = (n + children.length - 1) * count;
  return work.slice(root, root + count);
}

function addTwo(work: Float64Array, a: number, b: number, sum: number, count: number): void {
  for (let i = 0; i < count; i += 1) work[sum + i] = Math.fround(work[a + i]! + work[b + i]!);
}

function addMany(work: Float64Array, list: readonly number[], sum: number, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const terms = list.map((child) => work[child * count + i]!);
    const most = terms.reduce((largest, term) => Math.max(largest, Math.abs(term)), 0);
    work[sum + i] = terms.reduce((total, term) => (Math.abs(term) < most * 2 ** -30 ? total : total + term), 0);
  }
}

import { neumaierSum } from './neumaier.ts';

/** Terms in a block of `fabsumDot`. */
export const fabsumBlock = 8;

/**
 * FABsum of Blanchard, Higham and Mary (A class of fast and accurate summation algorithms, SIAM J. Sci. Comput. 42, 2020) of
 * rounded products, in binary32: blocks of eight, the last one perhaps shorter, each summed fast, by a plain loop; their sums summed
 * accurately, by Neumaier's loop. NaN and infinities: an infinity gives NaN.
 */
export function fabsumDot(left: Float32Array, right: Float32Array, start: number, n: number): number {
  const sums = new Float32Array(Math.ceil(n / fabsumBlock));
  for (let t = 0; t < n; t++) {
    const block = Math.floor(t / fabsumBlock);
    sums[block] = sums[block]! + Math.fround(left[start + t]! * right[start + t]!);
  }
  return neumaierSum(sums.length, (block) => sums[block]!);
}

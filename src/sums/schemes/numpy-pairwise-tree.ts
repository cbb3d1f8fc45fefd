import type { SummationTree } from '../tree.ts';
import { chainOfTerms } from './chain-of.ts';
import { withTail } from './lanes-tree.ts';

/**
 * How NumPy reduces a contiguous axis (loops_utils.h.src, pairwise sum, read at version 2.4 and compared bit for bit):
 * fewer than 8 terms one by one; up to 128, eight accumulators joined as ((r0+r1)+(r2+r3))+((r4+r5)+(r6+r7)) and then
 * the n mod 8 terms left over one by one; more are split at n/2 rounded down to a multiple of 8. Height for 8 ≤ n ≤
 * 128: ⌊n/8⌋ + 2 + n mod 8, so 127 terms are deeper than 128.
 *
 *     five terms:  0 1
 *                   +  2
 *                     +  3
 *                       +  4
 *                         +
 */
export function numpyPairwiseTree(n: number): SummationTree {
  return numpyPairwise(0, n);
}

function numpyPairwise(first: number, n: number): SummationTree {
  if (n < 8) return chainOfTerms(first, first + n);
  if (n <= 128) return eightAccumulators(first, n);
  const half = Math.floor(n / 2);
  const left = half - (half % 8);
  return { kind: 'add', children: [numpyPairwise(first, left), numpyPairwise(first + left, n - left)] };
}

function eightAccumulators(first: number, n: number): SummationTree {
  const whole = first + n - (n % 8);
  let sums = Array.from({ length: 8 }, (_, lane) => chainOfTerms(first + lane, whole, 8));
  while (sums.length > 1) {
    sums = sums.filter((_, i) => i % 2 === 0).map((even, i) => ({ kind: 'add', children: [even, sums[2 * i + 1]!] }));
  }
  return withTail(sums[0]!, whole, first + n);
}

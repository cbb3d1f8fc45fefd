import type { SummationTree } from '../tree.ts';
import { chainOf, chainOfTerms } from './chain-of.ts';

/**
 * k accumulators side by side, lane j adding the terms j, j + k, j + 2k, …; then the upper half of the lanes is added
 * to the lower one, and again, until one is left; the n mod k terms left over follow one by one. Fewer than k terms are
 * summed one by one. k is a power of two. Height ⌊n/k⌋ − 1 + log2 k + (n mod k) for n ≥ k. Vectorised loops: k = 4, 8,
 * 16 for SSE, AVX, AVX-512 or as many unrolled accumulators.
 *
 *     k = 2, n = 5:   0 2  1 3
 *                      +    +
 *                        +    4
 *                          +
 */
export function lanesTree(n: number, lanes: number): SummationTree {
  if (n < lanes) return chainOfTerms(0, n);
  const whole = n - (n % lanes);
  let sums = Array.from({ length: lanes }, (_, lane) => chainOfTerms(lane, whole, lanes));
  while (sums.length > 1) {
    const half = sums.length / 2;
    sums = sums.slice(0, half).map((lower, lane) => ({ kind: 'add', children: [lower, sums[lane + half]!] }));
  }
  return withTail(sums[0]!, whole, n);
}

/** A sum followed by the terms whole to n − 1, one by one. */
export function withTail(sum: SummationTree, whole: number, n: number): SummationTree {
  return chainOf([
    sum,
    ...Array.from({ length: n - whole }, (_, i): SummationTree => ({ kind: 'term', term: whole + i })),
  ]);
}

import type { WindowShape } from './algorithm.ts';
import type { SummationTree } from './tree.ts';

/** ((a + b) + c) + …: adds one or more trees, one after another. */
export function chainOf(trees: readonly SummationTree[]): SummationTree {
  return trees.reduce((sum, next) => ({ kind: 'add', children: [sum, next] }));
}

/** The terms first, first + step, … below end, one after another. There must be at least one. */
function chainOfTerms(first: number, end: number, step = 1): SummationTree {
  const terms: SummationTree[] = [];
  for (let term = first; term < end; term += step) terms.push({ kind: 'term', term });
  return chainOf(terms);
}

/**
 * (((0+1)+2)+3)+…: one accumulator, first term first. Height n − 1. Plain loops; the CPU backend of tfjs, the reference
 * kernels of TensorFlow, BLAS for small sizes.
 *
 *     0 1
 *      +  2
 *        +  3
 *          +  4
 *            +
 */
export function sequentialTree(n: number): SummationTree {
  return chainOfTerms(0, n);
}

/** The same from the last term to the first: (((4+3)+2)+1)+0. Height n − 1. Loops that count down; flipped kernels. */
export function reversedTree(n: number): SummationTree {
  return chainOf(Array.from({ length: n }, (_, i) => ({ kind: 'term', term: n - 1 - i })));
}

/**
 * One accumulator that walks over the window column by column, channels innermost. Terms are still numbered row by row:
 * a window of 2 rows and 3 columns gives ((((0+3)+1)+4)+2)+5. Height n − 1. Kernels that transpose the image.
 *
 *     0 3
 *      +  1
 *        +  4
 *          +  2
 *            + …
 */
export function columnMajorTree({ rows, columns, channels }: WindowShape): SummationTree {
  const terms: SummationTree[] = [];
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      for (let channel = 0; channel < channels; channel++)
        terms.push({ kind: 'term', term: (row * columns + column) * channels + channel });
    }
  }
  return chainOf(terms);
}

/**
 * Divides the terms in half, sums each half the same way, and adds the two. Height ⌈log2 n⌉. `larger` says which half
 * has one term more if n is odd. Textbooks, reductions by trees of threads, XLA's reduction of small axes.
 *
 *     larger first:  0 1  2  3 4      smaller first:  0 1  2  3 4
 *                     +   |   +                        +   |   +
 *                       +     |                        |     +
 *                          +                              +
 */
export function pairwiseTree(n: number, larger: 'first' | 'second'): SummationTree {
  return halves(0, n, larger);
}

function halves(first: number, n: number, larger: 'first' | 'second'): SummationTree {
  if (n === 1) return { kind: 'term', term: first };
  const half = larger === 'first' ? Math.ceil(n / 2) : Math.floor(n / 2);
  return { kind: 'add', children: [halves(first, half, larger), halves(first + half, n - half, larger)] };
}

/**
 * k interleaved accumulators: lane j adds the terms j, j + k, j + 2k, …. Then the upper half of the lanes is added to
 * the lower half, until one is left. The n mod k leftover terms follow one by one. Fewer than k terms are summed one by
 * one. k is a power of two. Height ⌊n/k⌋ − 1 + log2 k + (n mod k) for n ≥ k. Vectorised loops: k = 4, 8, 16 for SSE,
 * AVX and AVX-512, or as many unrolled accumulators.
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
function withTail(sum: SummationTree, whole: number, n: number): SummationTree {
  return chainOf([
    sum,
    ...Array.from({ length: n - whole }, (_, i): SummationTree => ({ kind: 'term', term: whole + i })),
  ]);
}

/**
 * How NumPy reduces a contiguous axis (pairwise sum in loops_utils.h.src; read at version 2.4 and compared bit for
 * bit). Fewer than 8 terms are added one by one. Up to 128 terms go into eight accumulators, joined as
 * ((r0+r1)+(r2+r3))+((r4+r5)+(r6+r7)); then the n mod 8 leftover terms follow one by one. More terms are split at n/2,
 * rounded down to a multiple of 8. Height ⌊n/8⌋ + 2 + n mod 8 for 8 ≤ n ≤ 128, so 127 terms give a higher tree than
 * 128.
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

/**
 * Blocks of `size` terms, the last one perhaps shorter, each summed one by one; then their sums one by one. Height at
 * most size − 1 + ⌈n/size⌉ − 1. Matrix products that split the inner dimension, kernels summed row by row.
 *
 *     size 3:  0 1  3 4
 *               + 2  |
 *                +   +
 *                  +
 */
export function blockedTree(n: number, size: number): SummationTree {
  const blocks: SummationTree[] = [];
  for (let first = 0; first < n; first += size) blocks.push(chainOfTerms(first, Math.min(first + size, n)));
  return chainOf(blocks);
}

/**
 * Blocks of `size` terms are summed one by one, then blocks of `size` of these sums, and so on until one is left. With
 * n = size^t terms the height is t·(size − 1). Castaldo, Whaley and Chronopoulos, Reducing floating point error in dot
 * product using the superblock family of algorithms (SIAM J. Sci. Comput. 31, 2008).
 *
 *     size 2:  0 1  2 3  4
 *               +    +   |
 *                 +      |
 *                    +
 */
export function superblockTree(n: number, size: number): SummationTree {
  let sums: readonly SummationTree[] = Array.from({ length: n }, (_, term) => ({ kind: 'term', term }));
  while (sums.length > 1) {
    const blocks = Math.ceil(sums.length / size);
    sums = Array.from({ length: blocks }, (_, block) => chainOf(sums.slice(block * size, (block + 1) * size)));
  }
  return sums[0]!;
}

import type { SummationAlgorithm, WindowShape } from '../../sums/algorithm.ts';
import type { ErrorBound, OutputClaim } from '../claim.ts';
import type { ClaimText } from '../claim-text.ts';
import { ownAlgorithm } from '../own-algorithm.ts';
import { heightBound } from './height.ts';

const hypotheses =
  'Inputs are finite; P + bound < 2^128·(1 − 2^-25); an algorithm of lastbit with this tree and without a wide ' +
  'accumulator.';
const deepestPath =
  'Reached to first order by products 24929·673 = 2^24 + 1, scaled by 2^-24 at every turn away from the deepest ' +
  'path: every addition is a tie that loses its term.';

/** What tells one claim of this form from another. */
export interface ClosedHeight extends Omit<ClaimText, 'status' | 'hypotheses'> {
  /** Names of algorithms, without the suffix for their arithmetic. */
  readonly distributions: readonly string[];
  readonly arithmetics: readonly SummationAlgorithm['arithmetic'][];
  /** The height of the tree, in closed form. */
  height(algorithm: SummationAlgorithm, window: WindowShape): number;
}

/**
 * The bound of dot-height with the height of the tree in closed form, so that no tree has to be built:
 *
 *     |ŝ − s| ≤ ((1+v)^min(h+1,n) − 1)·P + n·2^-150·(1+v)^min(h+1,n);  in binary64 ((1+v64)^min(h,n−1) − 1)·P
 *
 * Hypotheses and proof are those of src/claims/error-bounds/height.ts. A product that is rounded, or fused into an
 * addition, passes through at most h + 1 roundings. A product that is exact in binary64 passes through at most h. If
 * Math.fround(s + x * y) rounds each addition twice, there is another factor (1+v64)^min(h,n−1). A test compares h with
 * the heights of the trees.
 */
export function closedHeight({ distributions, arithmetics, height, ...text }: ClosedHeight): OutputClaim {
  const bounds = new Map<SummationAlgorithm, ErrorBound>();
  return {
    hypotheses,
    sharp: deepestPath,
    ...text,
    kind: 'output',
    status: 'proven',
    inapplicableTo: (subject) => {
      const algorithm = ownAlgorithm(subject);
      if (algorithm?.arithmetic === undefined) return 'its tree is not known beforehand';
      if (!distributions.includes(distributionOf(algorithm))) return 'it has another tree';
      return arithmetics.includes(algorithm.arithmetic) ? undefined : 'it has another arithmetic';
    },
    boundFor: (subject) => {
      const algorithm = ownAlgorithm(subject)!;
      const bound = bounds.get(algorithm) ?? boundOf(algorithm, height);
      bounds.set(algorithm, bound);
      return bound;
    },
  };
}

function boundOf(algorithm: SummationAlgorithm, height: ClosedHeight['height']): ErrorBound {
  const wide = algorithm.arithmetic === 'two-roundings' || algorithm.format === 'binary64' ? 1 : 0;
  return heightBound(algorithm.format, (window) => {
    const h = height(algorithm, window);
    return { narrow: algorithm.format === 'binary64' ? 0 : h + 1, wide: wide * h };
  });
}

const distributionOf = ({ name }: SummationAlgorithm): string => name.replace(/-(fused|two-roundings)$/, '');

export const termsOf = ({ rows, columns, channels }: WindowShape): number => rows * columns * channels;

/** The arithmetics of binary32 and binary64 that round each addition once. */
export const roundingOnce: ClosedHeight['arithmetics'] = ['rounded-products', 'fused', 'binary64'];

/**
 * A loop of fused multiply-adds rounds once per term: the first product, and then each sum with its exact product.
 *
 * Proof. src/claims/error-bounds/closed-height.ts with h = N − 1. The first product passes through n roundings, the
 * others through fewer. (With u in place of v it is Higham's (1+u)^n − 1.) It is reached up to a relative n·u by the
 * tie 24929·673 and exact products of 2^-24 times it, each of which is lost. A loop that rounds its products can have a
 * larger error. For the difference of the two, see difference-fused-loop.
 */
export const dotFusedLoop: OutputClaim = closedHeight({
  id: 'dot-fused-loop',
  statement: 'Computed by a loop of fused multiply-adds, a dot product suffers at most n roundings.',
  formula: '|ŝ − s| ≤ ((1+v)^n − 1)·P + n·2^-150·(1+v)^n',
  source:
    'Proof in src/claims/error-bounds/closed-height.ts; with u: Higham 2002, Accuracy and Stability of Numerical ' +
    'Algorithms, section 3.1.',
  sharp:
    'Reached to first order by 24929·673 = 2^24 + 1 and then exact products of 1: every addition is a tie that ' +
    'loses its product.',
  distributions: ['sequential', 'reversed', 'column-major'],
  arithmetics: ['fused'],
  height: (_, window) => termsOf(window) - 1,
});

/**
 * The loop s = Math.fround(s + x * y) rounds each step to binary64 and then to binary32. It is not a fused
 * multiply-add. It can be slightly worse, by the factor 1 + v64 for each step, v64 = 2^-53/(1+2^-53).
 *
 * Proof. x·y is exact in binary64. s + x·y is rounded there by a factor 1 + δ with |δ| ≤ v64, and then to binary32 with
 * |δ| ≤ v. The first step adds to 0, so it rounds once. The rest is src/claims/error-bounds/closed-height.ts. It is
 * reached up to a relative n·u by 24929·673 and then products of 1 + 2^-29, which the first rounding turns into ties.
 */
export const dotTwoRoundings: OutputClaim = closedHeight({
  id: 'dot-two-roundings',
  statement:
    'The loop Math.fround(s + x * y) suffers at most n roundings to binary32 and n − 1 much smaller ones to binary64.',
  formula: '|ŝ − s| ≤ F·P + n·2^-150·(1+F), F = (1+v)^n·(1+v64)^(n−1) − 1',
  source: 'Proof in src/claims/error-bounds/closed-height.ts.',
  sharp:
    'Reached to first order by 24929·673 = 2^24 + 1 and then products 177·3033169/2^29 = 1 + 2^-29: rounding to ' +
    'binary64 makes each addition a tie, and rounding to binary32 loses the product.',
  distributions: ['sequential'],
  arithmetics: ['two-roundings'],
  height: (_, window) => termsOf(window) - 1,
});

/**
 * Summed by halves, each of N terms passes through at most ⌈log2 N⌉ additions.
 *
 * Proof. Halving N leaves at most ⌈N/2⌉ terms on either side, and ⌈log2 N⌉ = 1 + ⌈log2 ⌈N/2⌉⌉. The rest is
 * src/claims/error-bounds/closed-height.ts. (Higham 2002, Accuracy and Stability of Numerical Algorithms, (4.6), has γ
 * for sums.) It is reached to first order: see `reached`.
 */
export const dotPairwise: OutputClaim = closedHeight({
  id: 'dot-pairwise',
  statement: 'Summed by halves, a dot product of N terms suffers at most ⌈log2 N⌉ roundings, and one of each product.',
  formula:
    '|ŝ − s| ≤ ((1+v)^H − 1)·P + n·2^-150·(1+v)^H, H = min(⌈log2 N⌉ + 1, n); in binary64 ((1+v64)^min(⌈log2 N⌉,n−1) ' +
    '− 1)·P',
  source:
    'Proof in src/claims/error-bounds/closed-height.ts; for sums Higham 2002, Accuracy and Stability of Numerical ' +
    'Algorithms, (4.6).',
  distributions: ['pairwise', 'pairwise-smaller-first'],
  arithmetics: roundingOnce,
  height: (_, window) => Math.ceil(Math.log2(termsOf(window))),
});

/**
 * In the order in which NumPy reduces an axis, a product passes through at most H roundings, its own included. H = N
 * for N < 8, and ⌊N/8⌋ + 3 + N mod 8 for 8 ≤ N ≤ 128. For larger N it is one more than the larger H of the two parts. H
 * is not monotone: H(127) = 25 and H(128) = 19.
 *
 * Proof. Fewer than eight terms are a loop. Up to 128, each of eight accumulators makes ⌊N/8⌋ − 1 additions, three
 * levels join them, and N mod 8 terms follow one by one. A larger N is split at N/2, rounded down to a multiple of 8.
 * See src/sums/schemes.ts, which was compared with NumPy bit for bit. The rest is
 * src/claims/error-bounds/closed-height.ts. It is reached to first order.
 */
export const dotNumpyPairwise: OutputClaim = closedHeight({
  id: 'dot-numpy-pairwise',
  statement:
    "Summed in NumPy's pairwise order, a dot product suffers at most the roundings of its longest path: one of " +
    'eight accumulators, three levels that join them, and the leftover terms.',
  formula:
    '|ŝ − s| ≤ ((1+v)^min(H,n) − 1)·P + n·2^-150·(1+v)^min(H,n), H = N for N < 8, ⌊N/8⌋ + 3 + N mod 8 up to 128, 1 ' +
    '+ the larger H of two parts beyond',
  source: 'Proof in src/claims/error-bounds/closed-height.ts.',
  distributions: ['numpy-pairwise'],
  arithmetics: roundingOnce,
  height: (_, window) => heightOf(termsOf(window)),
});

function heightOf(n: number): number {
  if (n < 8) return n - 1;
  if (n <= 128) return Math.floor(n / 8) + 2 + (n % 8);
  const half = Math.floor(n / 2);
  const first = half - (half % 8);
  return 1 + Math.max(heightOf(first), heightOf(n - first));
}

/**
 * Summed in blocks of b terms, and then block by block, a product passes through at most b − 1 + ⌈N/b⌉ − 1 additions.
 * Blocks of √N terms give the fewest, about 2√N.
 *
 * Proof. The first block is the deepest: it makes min(b, N) − 1 additions, and ⌈N/b⌉ − 1 additions join the blocks. The
 * rest is src/claims/error-bounds/closed-height.ts. (Higham 2002, Accuracy and Stability of Numerical Algorithms,
 * section 3.1, has γ.) It is reached to first order.
 */
export const dotBlocked: OutputClaim = closedHeight({
  id: 'dot-blocked',
  statement:
    'Summed in blocks, and then block by block, a dot product suffers at most (terms per block) + (blocks) − 1 ' +
    'roundings.',
  formula: '|ŝ − s| ≤ ((1+v)^H − 1)·P + n·2^-150·(1+v)^H, H = min(min(b,N) + ⌈N/b⌉ − 1, n); in binary64 one less',
  source:
    'Proof in src/claims/error-bounds/closed-height.ts; with γ: Higham 2002, Accuracy and Stability of Numerical ' +
    'Algorithms, section 3.1.',
  distributions: ['blocked-3', 'blocked-8', 'blocked-rows'],
  arithmetics: roundingOnce,
  height: (algorithm, window) => {
    const [size, n] = [blockOf(algorithm, window), termsOf(window)];
    return Math.min(size, n) - 1 + Math.ceil(n / size) - 1;
  },
});

function blockOf({ name }: SummationAlgorithm, { columns, channels }: WindowShape): number {
  const size = /^blocked-(\d+)/.exec(name)?.[1];
  return size === undefined ? columns * channels : Number(size);
}

/**
 * Summed in blocks of b terms, then in blocks of b such sums, and so on for t levels, a product passes through at most
 * t·(b − 1) additions. For N = b^t terms this lies between a loop (t = 1) and halves (b = 2).
 *
 * Proof. Each level adds at most b numbers one by one, and N ≤ b^t needs t levels. A level with fewer than b numbers
 * has fewer additions. So h = Σ (min(b, number on the level) − 1). The rest is
 * src/claims/error-bounds/closed-height.ts. It is reached to first order.
 */
export const dotSuperblock: OutputClaim = closedHeight({
  id: 'dot-superblock',
  statement:
    'Summed in blocks of b terms, then in blocks of b such sums, and so on for t levels, a dot product suffers at ' +
    'most t·(b − 1) roundings, and one of each product.',
  formula: '|ŝ − s| ≤ ((1+v)^H − 1)·P + n·2^-150·(1+v)^H, H = min(t·(b−1) + 1, n) for N = b^t',
  source:
    'Castaldo, Whaley and Chronopoulos 2008, "Reducing floating point error in dot product using the superblock ' +
    'family of algorithms", SIAM J. Sci. Comput. 31, Proposition 3.2, with γ; proof in ' +
    'src/claims/error-bounds/closed-height.ts.',
  distributions: ['superblock-4'],
  arithmetics: roundingOnce,
  height: (_, window) => {
    let h = 0;
    for (let sums = termsOf(window); sums > 1; sums = Math.ceil(sums / 4)) h += Math.min(4, sums) - 1;
    return h;
  },
});

/**
 * Summed in k interleaved accumulators, a product passes through at most ⌊N/k⌋ + log2 k + N mod k roundings, its own
 * included. The accumulators are joined by halves, and then the leftover terms follow one by one. With fewer than k
 * terms it passes through at most N.
 *
 * Proof. A lane makes ⌊N/k⌋ − 1 additions, joining the lanes takes log2 k, and N mod k follow. With fused multiply-adds
 * the number is the same: the first product of a lane is rounded, the others in their additions. The rest is
 * src/claims/error-bounds/closed-height.ts. It is reached to first order.
 */
export const dotLanes: OutputClaim = closedHeight({
  id: 'dot-lanes',
  statement:
    'Summed in k interleaved accumulators, a dot product suffers at most (terms per lane) + (levels that join the ' +
    'lanes) + (leftover terms) roundings.',
  formula:
    '|ŝ − s| ≤ ((1+v)^H − 1)·P + n·2^-150·(1+v)^H, H = min(⌊N/k⌋ + log2 k + N mod k, n) for N ≥ k; in binary64 one ' +
    'less',
  source: 'Proof in src/claims/error-bounds/closed-height.ts.',
  distributions: ['lanes-4', 'lanes-8', 'lanes-16'],
  arithmetics: roundingOnce,
  height: ({ name }, window) => {
    const [lanes, n] = [Number(/\d+/.exec(name)![0]), termsOf(window)];
    return n < lanes ? n - 1 : Math.floor(n / lanes) - 1 + Math.log2(lanes) + (n % lanes);
  },
});

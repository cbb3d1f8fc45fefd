import { UsageError } from '../errors/usage-error.ts';
import { algorithms as all } from '../sums/algorithms.ts';
import type { SummationTree } from '../sums/tree.ts';

/** One way to compute a dot product. */
export interface Algorithm {
  /** Unique within a format: `pairwise`, `lanes-8-fused`, `kahan` …. The subject is `lastbit/<name>[:binary64]`. */
  readonly name: string;
  /** The format of its accumulators and its result. */
  readonly format: 'binary32' | 'binary64';
  /** Along a summation tree, with compensation, or exactly with one rounding. */
  readonly summation: 'tree' | 'compensated' | 'exact';
  /** One sentence, with the source where the algorithm has one. */
  readonly description: string;
  /** The tree for n ≥ 1 terms; undefined where it sums along none. */
  tree(n: number): SummationTree | undefined;
  /**
   * Σ left[t] · right[t], as the algorithm rounds it.
   *
   * @throws UsageError, one line: the arrays are empty or of different lengths
   */
  dot(left: Float32Array, right: Float32Array): number;
}

/**
 * The summation algorithms of lastbit.
 *
 * @example
 * ```js
 * import { algorithms, printTree } from 'lastbit';
 * const pairwise = algorithms.find(({ name, format }) => name === 'pairwise' && format === 'binary32');
 * console.log(printTree(pairwise.tree(4))); // (0+1)+(2+3)
 * console.log(pairwise.dot(Float32Array.of(1, 2), Float32Array.of(3, 4))); // 11
 * ```
 */
export const algorithms: readonly Algorithm[] = all.map((algorithm) => ({
  ...{ name: algorithm.name, format: algorithm.format, summation: algorithm.summation },
  description: algorithm.description,
  tree: (n) => algorithm.tree(n),
  dot: (left, right) => {
    if (left.length === 0 || left.length !== right.length)
      throw new UsageError(
        `right: ${right.length} numbers, but left has ${left.length}; they must be as many, and some`,
      );
    const out = new Float64Array(1);
    algorithm.evaluate(left, right, left.length, 1, out);
    return out[0]!;
  },
}));

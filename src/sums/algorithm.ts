import type { Arithmetic } from './accumulation.ts';
import type { ExactProducts } from './exact-products.ts';
import type { SummationTree } from './tree.ts';
import type { WindowShape } from './window-shape.ts';

export type { WindowShape } from './window-shape.ts';

/**
 * How an algorithm sums: along a summation tree, with compensation for rounding errors, or exactly with one rounding.
 */
export type SummationKind = 'tree' | 'compensated' | 'exact';

/**
 * One way to compute a dot product. Algorithms that sum along a tree also have the fields `arithmetic` and `scheme`.
 * `subjectId` gives the id under which lastbit offers the algorithm as a subject.
 */
export interface SummationAlgorithm {
  /** Unique within a format: `lanes-8-fused`. For people; everything in it is also a field. */
  readonly name: string;
  readonly format: 'binary32' | 'binary64';
  readonly summation: SummationKind;
  /** One sentence. */
  readonly description: string;
  /** How leaves and nodes round. `uniformAccumulation(tree, arithmetic)` describes the whole computation. */
  readonly arithmetic?: Arithmetic;
  /** The rule that gives a tree for every n, without its parameters: `lanes` for `lanes-8-fused`. */
  readonly scheme?: string;
  /** Interleaved accumulators, for the scheme `lanes`. */
  readonly lanes?: number;
  /** Terms in a block, or `row` where a block is one row of the window. For algorithms that sum block by block. */
  readonly block?: number | 'row';
  /** The tree for n ≥ 1 terms, undefined for `compensated` and `exact`. The window defaults to one row of n columns. */
  tree(n: number, window?: WindowShape): SummationTree | undefined;
  /** The sum of n products from index `base`, without a tree in memory. Of algorithms with a tree; the same bits. */
  streamed?(left: Float32Array, right: Float32Array, base: number, n: number, window: WindowShape): number;
  /** The same for one long window whose products are binary32 numbers: orders are added up once for all arithmetics. */
  ofProducts?(products: ExactProducts, window: WindowShape): number;
  /**
   * out[i] = Σ left[i·n + t] · right[i·n + t], t < n, for i < count. NaN and infinities follow IEEE 754, without an
   * error.
   */
  evaluate(
    left: Float32Array,
    right: Float32Array,
    n: number,
    count: number,
    out: Float32Array | Float64Array,
    window?: WindowShape,
  ): void;
}

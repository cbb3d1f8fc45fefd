import type { Arithmetic } from './accumulation.ts';
import type { SummationTree } from './tree.ts';

/**
 * The shape of a window, for orders that walk over it in another way than row by row. rows · columns · channels = n.
 */
export interface WindowShape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** A rule that gives a summation tree for every number of terms: `lanes` accumulators side by side, or blocks of `block` terms. */
export interface Scheme {
  readonly name: string;
  readonly lanes?: number;
  readonly block?: number | 'row';
}

/**
 * One way to compute a dot product. The name is the subject's (`lastbit/<name>`, with `:binary64` where that is the
 * format). `tree` tells the order of the additions; compensated and exact algorithms have none.
 */
export interface SummationAlgorithm {
  readonly name: string;
  readonly format: 'binary32' | 'binary64';
  readonly summation: 'tree' | 'compensated' | 'exact';
  /** One sentence. */
  readonly description: string;
  /** How a tree's leaves and nodes round; with `uniformAccumulation` it makes the whole record. Trees only. */
  readonly arithmetic?: Arithmetic;
  /** The scheme of its trees. Trees only. */
  readonly scheme?: Scheme;
  /** The order for n ≥ 1 terms. Without a window, one row of n columns. */
  tree(n: number, window?: WindowShape): SummationTree | undefined;
  /** Window by window: out[i] = Σ left[i·n + t] · right[i·n + t]. NaN and infinities are computed with as they come. */
  evaluate(
    left: Float32Array,
    right: Float32Array,
    n: number,
    count: number,
    out: Float32Array | Float64Array,
    window?: WindowShape,
  ): void;
}

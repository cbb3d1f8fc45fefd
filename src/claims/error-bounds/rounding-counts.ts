import { uniformAccumulation } from '../../sums/accumulation.ts';
import type { SummationAlgorithm, WindowShape } from '../../sums/algorithm.ts';
import { height, roundingCount } from '../../sums/tree-measures.ts';

/** How many roundings a product passes through at most, by format, and how many additions. */
export interface RoundingCounts {
  readonly narrow: number;
  readonly wide: number;
  readonly height: number;
}

/** Of an order that has trees, window by window; the windows of a batch share one shape, which is looked up once. */
export function roundingCounts(order: SummationAlgorithm): (window: WindowShape) => RoundingCounts {
  const known = new Map<string, RoundingCounts>();
  let [last, counts]: [WindowShape?, RoundingCounts?] = [];
  return (window) => {
    if (window === last) return counts!;
    const { rows, columns, channels } = window;
    const key = `${rows} ${columns} ${channels}`;
    counts = known.get(key) ?? count(order, window);
    known.set(key, counts);
    last = window;
    return counts;
  };
}

function count(order: SummationAlgorithm, window: WindowShape): RoundingCounts {
  const tree = order.tree(window.rows * window.columns * window.channels, window);
  if (tree === undefined || order.arithmetic === undefined) throw new RangeError(`${order.name} has no trees`);
  return { ...roundingCount(uniformAccumulation(tree, order.arithmetic)), height: height(tree) };
}

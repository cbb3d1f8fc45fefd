import type { Accumulation, Flush, NodeFormat, ProductRounding, Start } from '../../sums/accumulation.ts';
import { type FlatTree, summationTreeOf } from '../flat-tree.ts';

/**
 * The IEEE features of a canonical flat tree: of each product, of each addition (`nodes[k]` belongs to `children[k]`),
 * and of the whole.
 */
export interface IeeeFeatures {
  readonly products: readonly ProductRounding[];
  /** Terms that an accumulator takes first when it starts with +0, if that shows. */
  readonly taken: readonly boolean[];
  readonly nodes: readonly NodeFormat[];
  readonly ownStart?: readonly number[];
  readonly start: Start;
  readonly flush: Flush;
  readonly result: 'binary32' | 'binary64';
}

/**
 * The accumulation to replay. An accumulator that starts with +0 rounds its first term, exact or not. So in an addition
 * of terms alone, the term that is known to come first is written first, then rounded ones, then exact ones. A
 * canonical tree lists its additions in the order in which a fold meets them, so `nodes` need no reordering.
 */
export function accumulationOf(tree: FlatTree, arithmetic: IeeeFeatures): Accumulation {
  const { taken, ...rest } = arithmetic;
  const rank = (leaf: number): number => (taken[leaf]! ? 0 : arithmetic.products[leaf] === 'rounded' ? 1 : 2);
  return { tree: summationTreeOf(tree, rank), ...rest };
}

import type { Accumulation, Flush, NodeFormat, ProductRounding, Start } from '../../sums/accumulation.ts';
import { type FlatTree, summationTreeOf } from '../flat-tree.ts';

/**
 * The arithmetic of a canonical flat tree: of every product and of every addition (`nodes[k]` belongs to `children[k]`), and
 * what holds for all.
 */
export interface IeeeFeatures {
  readonly products: readonly ProductRounding[];
  /** Terms that an accumulator beginning with +0 takes first, where that shows. */
  readonly taken: readonly boolean[];
  readonly nodes: readonly NodeFormat[];
  readonly ownStart?: readonly number[];
  readonly start: Start;
  readonly flush: Flush;
  readonly result: 'binary32' | 'binary64';
}

/**
 * The record to replay. A canonical tree lists its additions in the order in which a fold meets them. Where an accumulator
 * begins with +0, its first term is rounded by that addition, exact or not; so in a node of terms alone the one known to be
 * taken first is written first, then rounded ones, then exact ones.
 */
export function accumulationOf(tree: FlatTree, arithmetic: IeeeFeatures): Accumulation {
  const { taken, ...rest } = arithmetic;
  const rank = (leaf: number): number => (taken[leaf]! ? 0 : arithmetic.products[leaf] === 'rounded' ? 1 : 2);
  return { tree: summationTreeOf(tree, rank), ...rest };
}

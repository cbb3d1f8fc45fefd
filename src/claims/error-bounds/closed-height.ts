import type { Scheme, SummationAlgorithm, WindowShape } from '../../sums/algorithm.ts';
import type { ErrorBound, OutputClaim } from '../claim.ts';
import type { ClaimText } from '../claim-text.ts';
import { heightBound } from './height-bound.ts';
import { ownOrder } from './own-order.ts';

/** What tells one claim of this form from another. */
export interface ClosedHeight extends Omit<ClaimText, 'status'> {
  /** Names of the schemes of which it speaks. */
  readonly schemes: readonly string[];
  readonly arithmetics: readonly SummationAlgorithm['arithmetic'][];
  /** The height of the tree, in closed form. */
  height(scheme: Scheme, window: WindowShape): number;
}

/**
 * The bound of dot-height with the height of the tree in closed form, so that no tree has to be looked at:
 *
 *     |ŝ − s| ≤ ((1+v)^min(h+1,n) − 1)·P + n·2^-150·(1+v)^min(h+1,n);  in binary64 ((1+v64)^min(h,n−1) − 1)·P
 *
 * under the hypotheses and by the proof of src/claims/error-bounds/dot-height.ts: a product that is rounded, or fused into an addition, passes through
 * h + 1 roundings at most, one that is exact in binary64 through h, and where Math.fround(s + x * y) rounds each addition twice,
 * the factor (1+v64)^min(h,n−1) comes on top. A test compares h with the height of the trees themselves.
 */
export function closedHeight({ schemes, arithmetics, height, ...text }: ClosedHeight): OutputClaim {
  const bounds = new Map<SummationAlgorithm, ErrorBound>();
  return {
    ...text,
    kind: 'output',
    status: 'proven',
    inapplicableTo: (subject) => {
      const order = ownOrder(subject);
      if (order?.scheme === undefined) return 'its tree is not known beforehand';
      if (!schemes.includes(order.scheme.name)) return 'it has another tree';
      return arithmetics.includes(order.arithmetic) ? undefined : 'it has another arithmetic';
    },
    boundFor: (subject) => {
      const order = ownOrder(subject)!;
      const bound = bounds.get(order) ?? boundOf(order, height);
      bounds.set(order, bound);
      return bound;
    },
  };
}

function boundOf(order: SummationAlgorithm, height: ClosedHeight['height']): ErrorBound {
  const wide = order.arithmetic === 'two-roundings' || order.format === 'binary64' ? 1 : 0;
  return heightBound(order.format, (window) => {
    const h = height(order.scheme!, window);
    return { narrow: order.format === 'binary64' ? 0 : h + 1, wide: wide * h };
  });
}

export const termsOf = ({ rows, columns, channels }: WindowShape): number => rows * columns * channels;

/** The arithmetics of binary32 and binary64 with one rounding an addition. */
export const roundingOnce: ClosedHeight['arithmetics'] = ['rounded-products', 'fused', 'binary64'];

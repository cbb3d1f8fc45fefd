import { overflowThreshold32 } from '../float/constants.ts';
import type { WindowShape } from '../orders/order.ts';
import type { ErrorBound, TermFacts } from './claim.ts';
import { compound, outward, power, reciprocal, upward } from './outward.ts';

const narrowGrowth = power(reciprocal(2n ** 24n + 1n));
const wideGrowth = power(reciprocal(2n ** 53n + 1n));

/** The bound of dot-height, from how many roundings of each format a product passes through at most. */
export function heightBound(
  format: 'binary32' | 'binary64',
  countsOf: (window: WindowShape) => { readonly narrow: number; readonly wide: number },
): ErrorBound {
  const isWide = format === 'binary64';
  const growths: number[][] = [];
  const growth = (narrow: number, wide: number): number => {
    growths[narrow] ??= [];
    growths[narrow][wide] ??= upward(compound(narrowGrowth(narrow), wideGrowth(wide)));
    return growths[narrow][wide];
  };
  const bound = ({ nonZero, absoluteSum, window }: TermFacts): number => {
    const { narrow, wide } = countsOf(window);
    const relative = growth(Math.min(narrow, nonZero), Math.min(wide, Math.max(nonZero - 1, 0)));
    const rounding = relative * absoluteSum;
    return outward(isWide ? rounding : rounding + nonZero * 2 ** -150 * (1 + relative));
  };
  return {
    bound,
    failedHypothesis: (facts) => {
      if (!facts.finiteInputs) return 'an input is NaN or infinite';
      // 1 + 2^-20 makes up for an estimate of P from below.
      const largest = facts.absoluteSum * (1 + 2 ** -20) + bound(facts);
      return isWide || largest < overflowThreshold32 ? undefined : 'the bound does not exclude overflow';
    },
  };
}

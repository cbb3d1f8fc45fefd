import { overflowThreshold32 } from '../../float/format.ts';
import type { WindowShape } from '../../sums/algorithm.ts';
import type { ErrorBound, TermFacts } from '../claim.ts';
import { compound, outward, power, reciprocal, upward } from './outward.ts';

const wideGrowth = power(reciprocal(2n ** 53n + 1n));

/** The bound of dot-height, from how many roundings of each format a product passes through at most. */
export function heightBound(
  format: 'binary32' | 'binary64',
  countsOf: (window: WindowShape) => { readonly narrow: number; readonly wide: number },
): ErrorBound {
  const isWide = format === 'binary64';
  const boundOf = boundOfRoundings(24, isWide ? 0 : 2 ** -150);
  const bound = ({ nonZero, absoluteSum, window }: TermFacts): number => {
    const { narrow, wide } = countsOf(window);
    return boundOf(Math.min(narrow, nonZero), Math.min(wide, Math.max(nonZero - 1, 0)), nonZero, absoluteSum);
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

/** From how many roundings to so many bits, and to binary64, of n products with P; `half` the smallest subnormal number is lost by each that underflows. */
export function boundOfRoundings(
  precision: number,
  half: number,
): (narrow: number, wide: number, n: number, absoluteSum: number) => number {
  const narrowGrowth = power(reciprocal(2n ** BigInt(precision) + 1n));
  const growths: number[][] = [];
  return (narrow, wide, n, absoluteSum) => {
    growths[narrow] ??= [];
    growths[narrow][wide] ??= upward(compound(narrowGrowth(narrow), wideGrowth(wide)));
    const relative = growths[narrow][wide];
    return outward(relative * absoluteSum + n * half * (1 + relative));
  };
}

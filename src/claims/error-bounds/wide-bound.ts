import { overflowThreshold32 } from '../../float/format.ts';
import type { WindowShape } from '../../sums/algorithm.ts';
import type { ErrorBound, TermFacts } from '../claim.ts';
import { outward, power, reciprocal, upward } from './outward.ts';

const v = upward(reciprocal(2n ** 24n + 1n));
const growth = power(reciprocal(2n ** 53n + 1n));
const mostTerms = 2 ** 26;

/** The bound of dot-wide, from the height of the tree; `rounded`: products are rounded to binary32 before they are added. */
export function wideBound(rounded: boolean, heightOf: (window: WindowShape) => number): ErrorBound {
  return {
    bound: ({ nonZero, absoluteSum, exact, window }: TermFacts) => {
      if (nonZero === 0) return 0;
      const lost = upward(growth(Math.min(heightOf(window), nonZero - 1)));
      const underflow = nonZero * 2 ** -150;
      const [last, sum] = [v * Math.abs(exact), lost * absoluteSum];
      if (!rounded) return outward(last + (1 + v) * sum + 2 ** -150);
      const products = v * absoluteSum + underflow;
      return outward(last + (1 + v) * (products + lost * (absoluteSum + products)));
    },
    failedHypothesis: ({ finiteInputs, absoluteSum, nonZero }) => {
      if (!finiteInputs) return 'an input is NaN or infinite';
      if (nonZero > mostTerms) return `more than ${mostTerms} products`;
      return absoluteSum * (1 + 2 ** -19) < overflowThreshold32 ? undefined : 'the bound does not exclude overflow';
    },
  };
}

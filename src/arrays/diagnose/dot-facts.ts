import { productError, sumError } from '../../float/addition.ts';

/** Σ left·right with the facts that a bound needs. high + low is within `radius` of the exact sum. */
export interface DotFacts {
  readonly high: number;
  readonly low: number;
  readonly radius: number;
  /** Σ|left·right|. */
  readonly absoluteSum: number;
  /** Products that are not 0. */
  readonly nonZero: number;
}

/**
 * Dot2 of Ogita, Rump and Oishi (2005): n products and the bias have 2n errors of at most (n+1)·u·P together, u =
 * 2^-53, P = Σ|products| + |bias|; adding them is off by at most 2n·u times that, to first order. This is below
 * 4n²·u²·P. NaN if a product is not finite, and for factors above 2^995. What products below 2^-960 lose to underflow
 * is not counted.
 */
export function dotFacts(left: ArrayLike<number>, right: ArrayLike<number>, bias = 0): DotFacts {
  let sum = bias;
  let errors = 0;
  let absoluteSum = Math.abs(bias);
  let nonZero = bias === 0 ? 0 : 1;
  const n = left.length;
  for (let t = 0; t < n; t++) {
    const [x, y] = [left[t]!, right[t]!];
    const product = x * y;
    if (product === 0) continue;
    const next = sum + product;
    errors += sumError(sum, product, next) + productError(x, y, product);
    sum = next;
    absoluteSum += Math.abs(product);
    nonZero++;
  }
  const high = sum + errors;
  return { high, low: sumError(sum, errors, high), radius: n * n * 2 ** -104 * absoluteSum, absoluteSum, nonZero };
}

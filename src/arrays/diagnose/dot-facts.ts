import { sumError } from '../../float/addition.ts';

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

const splitter = 2 ** 27 + 1;

/**
 * Dot2 of Ogita, Rump and Oishi (2005): the error of high + low is at most n²·u²·P, u = 2^-53, P = Σ|products|; 2^-104
 * leaves room for the roundings of P. NaN if a product is not finite. Factors above 2^995 give NaN too.
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
    const [cx, cy] = [x * splitter, y * splitter];
    const [xh, yh] = [cx - (cx - x), cy - (cy - y)];
    const [xl, yl] = [x - xh, y - yh];
    const lost = xl * yl - (product - xh * yh - xl * yh - xh * yl);
    const next = sum + product;
    errors += sumError(sum, product, next) + lost;
    sum = next;
    absoluteSum += Math.abs(product);
    nonZero++;
  }
  const high = sum + errors;
  return { high, low: sumError(sum, errors, high), radius: n * n * 2 ** -104 * absoluteSum, absoluteSum, nonZero };
}

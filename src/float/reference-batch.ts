import { isCertified, settleDot64 } from './exact-dot.ts';

/**
 * The reference values of `count` windows of n ≤ 2^26 terms, which lie window after window in memory, in one pass.
 * Writes one number per window into each output array:
 * - `exact`: Σ left · right, correctly rounded to binary64; NaN if an input is NaN or infinite.
 * - `absoluteSum`: Σ|left · right| in plain binary64, off by at most (n−1)·2^-53 of it; NaN or infinite in the same
 *   windows.
 * - `nonZero`: the number of products that are not zero.
 *
 * The stages are those of exact-dot.ts. The loop is written out here again for speed: it takes the absolute sum along,
 * and that sum also gives the radius of the first stage.
 */
export function referenceBatch(
  left: Float32Array,
  right: Float32Array,
  n: number,
  count: number,
  exact: Float64Array,
  absoluteSum: Float64Array,
  nonZero: Int32Array | Uint32Array,
): void {
  for (let window = 0; window < count; window++) {
    const start = window * n;
    let sum = 0;
    let errors = 0;
    let absolute = 0;
    let products = 0;
    for (let i = start; i < start + n; i++) {
      const product = left[i]! * right[i]!;
      const next = sum + product;
      const virtual = next - sum;
      errors += sum - (next - virtual) + (product - virtual);
      sum = next;
      absolute += Math.abs(product);
      if (product !== 0) products++;
    }
    const high = sum + errors;
    if (isCertified(sum, errors, high, absolute, n)) exact[window] = high;
    else if (Number.isFinite(absolute)) exact[window] = settleDot64(left, right, start, n, high, absolute);
    else exact[window] = Number.NaN;
    absoluteSum[window] = absolute;
    nonZero[window] = products;
  }
}

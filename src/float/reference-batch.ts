import { refineDot64 } from './exact-dot.ts';
import { sumError } from './two-sum.ts';

/**
 * What results are measured against, for `count` windows of n ≤ 2^26 terms, window by window in memory, in one pass:
 * `exact`, Σ left · right correctly rounded to binary64 (NaN where an input is NaN or infinite: there is no exact value);
 * `absoluteSum`, Σ|left · right| in plain binary64 (see `absoluteSumAbove`), NaN or infinite in the same windows;
 * `nonZero`, how many products are not zero.
 *
 * The certificate is the first stage of exact-dot.ts with an a-priori radius, which the pass knows already: each TwoSum error
 * is at most u·|partial sum| ≤ u·(1 + n·u)·P with P = Σ|products|, u = 2^-53, and the first is 0; so their recursive sum is off by at most
 * (n−1)(n−2)·u²·P·(1 + n·u) (Rump, BIT 2012, Theorem 3.4), which n²·2^-106·(1 + 2^-20) times the computed P covers. Where that is too wide, and for ties,
 * the slower stages decide.
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
  const relativeRadius = n <= 2 ? 0 : n * n * 2 ** -106 * (1 + 2 ** -20);
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
    const high = sum + errors + 0;
    const rest = sumError(sum, errors, high);
    const radius = relativeRadius * absolute + Math.abs(rest) * 2 ** -51;
    const certified = n <= 2 || (high + (rest - radius) === high && high + (rest + radius) === high);
    exact[window] = !Number.isFinite(absolute) ? Number.NaN : certified ? high : refineDot64(left, right, start, n, 0);
    absoluteSum[window] = absolute;
    nonZero[window] = products;
  }
}

/** An upper bound of the exact Σ|products| from its plain binary64 sum over n ≤ 2^26 terms, which is off by at most (n−1)·2^-53 of it. */
export function absoluteSumAbove(computed: number, n: number): number {
  return computed * (1 + n * 2 ** -52);
}

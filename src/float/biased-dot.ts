import { sumError } from './addition.ts';

/**
 * A quick first try at the correctly rounded Σ left[start + t] · right[start + t], t < n ≤ 2^26, of binary32 numbers:
 * NaN where it cannot tell, which says nothing about the sum. Products are exact in binary64; u = 2^-53, A =
 * Σ|products|, P the computed A.
 *
 * The sum begins at a number σ so large that every partial sum s exceeds every product p; then Fast2Sum, e = p − (s' −
 * s) with s' = RN(s + p), gives the rounding error of each addition exactly in three operations (Dekker, A
 * floating-point technique for extending the available precision, Numerische Mathematik 18, 1971), where TwoSum needs
 * six. σ is guessed from three products and checked afterwards: 4P ≤ σ. Proof: then A ≤ σ/4·(1 + 2nu), and s stays
 * within A + 2nuσ of σ, so |p| ≤ A < σ/2 < s < 3σ/2. Hence (a) each e is exact, (b) s − σ is exact in the end
 * (Sterbenz), (c) |e| ≤ 3uσ/2, so that the computed sum c of the e, in whatever order, is off by at most n·u/(1 −
 * nu)·n·3uσ/2 < δ = 2(nu)²σ. With h + t = (s − σ) + c exactly, the exact value lies in h + t ± δ; where both ends round
 * to h, that is the rounded exact value: |h| − d rounds to |h| only if |h| + d does too, the spacing below being never
 * wider. 1 + 2^-50 covers the roundings in d.
 */
export function biasedDot64(left: Float32Array, right: Float32Array, start: number, n: number): number {
  const end = start + n;
  const middleTerm = start + (n >> 1);
  const first = left[start]! * right[start]!;
  const seen =
    Math.abs(first) + Math.abs(left[middleTerm]! * right[middleTerm]!) + Math.abs(left[end - 1]! * right[end - 1]!);
  const sigma = seen * (n * 2 ** 12);
  let sum = sigma;
  let errors = 0;
  let absolute = 0;
  let i = start;
  for (; i + 1 < end; i += 2) {
    const product = left[i]! * right[i]!;
    const other = left[i + 1]! * right[i + 1]!;
    const middle = sum + product;
    const next = middle + other;
    errors += product - (middle - sum) + (other - (next - middle));
    absolute += Math.abs(product) + Math.abs(other);
    sum = next;
  }
  if (i < end) {
    const product = left[i]! * right[i]!;
    const next = sum + product;
    errors += product - (next - sum);
    absolute += Math.abs(product);
    sum = next;
  }
  const base = sum - sigma;
  const high = base + errors;
  const size = Math.abs(high);
  const radius = (sigma * (2 * n * n * 2 ** -106) + Math.abs(sumError(base, errors, high))) * (1 + 2 ** -50);
  return 4 * absolute <= sigma && size !== 0 && size - radius === size ? high : Number.NaN;
}

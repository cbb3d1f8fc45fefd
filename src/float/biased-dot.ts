import { sumError } from './addition.ts';

/**
 * A quick first try at the correctly rounded dot product Σ left[start + t] · right[start + t], t < n ≤ 2^26, of
 * binary32 numbers. NaN means that it cannot tell; it says nothing about the sum.
 *
 * The sum starts at a number σ so large that every partial sum s exceeds every product p. Then Fast2Sum, e = p − (s' −
 * s) with s' = RN(s + p), gives the rounding error of each addition exactly in three operations, where TwoSum needs six
 * (Dekker, A floating-point technique for extending the available precision, Numerische Mathematik 18, 1971). σ is
 * guessed from three products and checked afterwards.
 *
 * Proof. Products are exact in binary64. Let u = 2^-53, A = Σ|products|, and P the computed A; the check is 4P ≤ σ.
 * Then A ≤ σ/4·(1 + 2nu), and s stays within A + 2nuσ of σ, so |p| ≤ A < σ/2 < s < 3σ/2. Hence (a) each e is exact, (b)
 * the final s − σ is exact (Sterbenz), (c) |e| ≤ 3uσ/2, so the computed sum c of the e, in any order, is off by at most
 * n·u/(1 − nu)·n·3uσ/2 < δ = 2(nu)²σ. With h + t = (s − σ) + c exactly, the exact value lies in h + t ± δ. If both ends
 * round to h, then h is the rounded exact value. It is enough to test |h| − d, because the spacing below |h| is never
 * wider than above. The factor 1 + 2^-50 covers the roundings in d.
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

/**
 * Kahan's compensated summation (Further remarks on reducing truncation errors, Comm. ACM 8, 1965) of rounded products,
 * in binary32 throughout: each step rounds once. The correction c is what the last addition lost, by Fast2Sum, which
 * misses part of it where the new term is larger than the sum; the textbook bound 2u + O(nu²) does not hold for it, 3u
 * does to first order. The first step adds to +0. NaN and infinities: an infinity makes the correction NaN, and so the
 * result.
 */
export function kahanDot(left: Float32Array, right: Float32Array, start: number, n: number): number {
  let sum = 0;
  let correction = 0;
  for (let i = start; i < start + n; i++) {
    const term = Math.fround(Math.fround(left[i]! * right[i]!) - correction);
    const next = Math.fround(sum + term);
    correction = Math.fround(Math.fround(next - sum) - term);
    sum = next;
  }
  return sum;
}

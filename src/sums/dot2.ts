/**
 * Dot2 of Ogita, Rump and Oishi (Accurate sum and dot product, SIAM J. Sci. Comput. 26, 2005, Algorithm 5.3) in
 * binary32 arithmetic: the errors of the products and of the additions are taken exactly, summed beside in binary32,
 * and added at the end. As accurate as if computed in twice the precision: |computed − exact| ≤ u·|exact| +
 * γ(n)²·Σ|products| without underflow (their Proposition 5.5). TwoProduct is the exact binary64 product less its
 * rounding, which is a binary32 number unless it underflows (then it is rounded, as by an FMA). NaN and infinities: an
 * infinity gives NaN.
 */
export function dot2(left: Float32Array, right: Float32Array, start: number, n: number): number {
  let sum = 0;
  let errors = 0;
  for (let i = start; i < start + n; i++) {
    const exact = left[i]! * right[i]!;
    const product = Math.fround(exact);
    const productError = Math.fround(exact - product);
    const next = Math.fround(sum + product);
    const virtual = Math.fround(next - sum);
    const sumError = Math.fround(Math.fround(sum - Math.fround(next - virtual)) + Math.fround(product - virtual));
    errors = Math.fround(errors + Math.fround(sumError + productError));
    sum = next;
  }
  return Math.fround(sum + errors);
}

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

/**
 * Neumaier's summation (Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54, 1974) of
 * rounded products, in binary32 throughout: the error of each addition is taken exactly, from the larger operand, and
 * the errors are summed beside and added at the end. The same errors as TwoSum gives, hence Sum2 of Ogita, Rump and
 * Oishi (2005), Proposition 4.5: |computed − Σfl(products)| ≤ u·|Σfl(products)| + γ(n−1)²·Σ|fl(products)|. NaN and
 * infinities: an infinity gives NaN.
 */
export function neumaierDot(left: Float32Array, right: Float32Array, start: number, n: number): number {
  return neumaierSum(n, (t) => Math.fround(left[start + t]! * right[start + t]!));
}

/** The same of any binary32 numbers. */
export function neumaierSum(n: number, termOf: (t: number) => number): number {
  let sum = 0;
  let errors = 0;
  for (let t = 0; t < n; t++) {
    const term = termOf(t);
    const next = Math.fround(sum + term);
    const larger = Math.abs(sum) >= Math.abs(term) ? sum : term;
    const smaller = larger === sum ? term : sum;
    errors = Math.fround(errors + Math.fround(Math.fround(larger - next) + smaller));
    sum = next;
  }
  return Math.fround(sum + errors);
}

/**
 * Klein's second-order summation (A generalized Kahan-Babuška-Summation-Algorithm, Computing 76, 2006) of rounded products, in
 * binary32 throughout: the errors of the additions are taken exactly, as Neumaier does, and those of adding these errors
 * once more. The result is sum + (first errors + second errors), rounded twice. NaN and infinities: an infinity gives NaN.
 */
export function kleinDot(left: Float32Array, right: Float32Array, start: number, n: number): number {
  let sum = 0;
  let errors = 0;
  let errorsOfErrors = 0;
  for (let i = start; i < start + n; i++) {
    const term = Math.fround(left[i]! * right[i]!);
    const next = Math.fround(sum + term);
    const error = lost(sum, term, next);
    sum = next;
    const nextErrors = Math.fround(errors + error);
    errorsOfErrors = Math.fround(errorsOfErrors + lost(errors, error, nextErrors));
    errors = nextErrors;
  }
  return Math.fround(sum + Math.fround(errors + errorsOfErrors));
}

/** a + b − sum exactly, where sum is a + b rounded to binary32: Fast2Sum from the larger operand. */
function lost(a: number, b: number, sum: number): number {
  return Math.abs(a) >= Math.abs(b) ? Math.fround(Math.fround(a - sum) + b) : Math.fround(Math.fround(b - sum) + a);
}

/** Terms in a block of `fabsumDot`. */
export const fabsumBlock = 8;

/**
 * FABsum of Blanchard, Higham and Mary (A class of fast and accurate summation algorithms, SIAM J. Sci. Comput. 42, 2020) of
 * rounded products, in binary32: blocks of eight, the last one perhaps shorter, each summed fast, by a plain loop; their sums summed
 * accurately, by Neumaier's loop. NaN and infinities: an infinity gives NaN.
 */
export function fabsumDot(left: Float32Array, right: Float32Array, start: number, n: number): number {
  const sums = new Float32Array(Math.ceil(n / fabsumBlock));
  for (let t = 0; t < n; t++) {
    const block = Math.floor(t / fabsumBlock);
    sums[block] = sums[block]! + Math.fround(left[start + t]! * right[start + t]!);
  }
  return neumaierSum(sums.length, (block) => sums[block]!);
}

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

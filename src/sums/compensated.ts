/**
 * Kahan's compensated summation of rounded products, in binary32 (Further remarks on reducing truncation errors, Comm.
 * ACM 8, 1965). The correction is what the last addition lost, by Fast2Sum. Fast2Sum misses part of it if the new term
 * is larger than the sum: the textbook bound 2u + O(nu²) does not hold, 3u does to first order. The first step adds to
 * +0. An infinity makes the correction NaN, and so the result.
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
 * Neumaier's compensated summation of rounded products, in binary32 (Rundungsfehleranalyse einiger Verfahren zur
 * Summation endlicher Summen, ZAMM 54, 1974). The error of each addition is taken exactly, from the larger operand; the
 * errors are summed separately and added at the end. TwoSum gives the same errors, so this is Sum2 of Ogita, Rump and
 * Oishi (2005), Proposition 4.5: |computed − Σfl(products)| ≤ u·|Σfl(products)| + γ(n−1)²·Σ|fl(products)|. An infinity
 * gives NaN.
 */
export function neumaierDot(left: Float32Array, right: Float32Array, start: number, n: number): number {
  return neumaierSum(n, (t) => Math.fround(left[start + t]! * right[start + t]!));
}

/** The same for n binary32 numbers. */
function neumaierSum(n: number, termOf: (t: number) => number): number {
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
 * Klein's second-order summation of rounded products, in binary32 (A generalized Kahan-Babuška-Summation-Algorithm,
 * Computing 76, 2006). The errors of the additions are taken exactly, as Neumaier does, and so are the errors of adding
 * those. The result is sum + (first errors + second errors), rounded twice. An infinity gives NaN.
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

/** a + b − sum exactly, where `sum` is a + b rounded to binary32: Fast2Sum from the larger operand. */
function lost(a: number, b: number, sum: number): number {
  return Math.abs(a) >= Math.abs(b) ? Math.fround(Math.fround(a - sum) + b) : Math.fround(Math.fround(b - sum) + a);
}

/** Terms in a block of `fabsumDot`. */
export const fabsumBlock = 8;

/**
 * FABsum of rounded products, in binary32 (Blanchard, Higham and Mary, A class of fast and accurate summation
 * algorithms, SIAM J. Sci. Comput. 42, 2020). Blocks of eight terms, the last one perhaps shorter, are summed fast, by
 * a plain loop. Their sums are summed accurately, by Neumaier's loop. An infinity gives NaN.
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
 * Dot2 in binary32 arithmetic (Ogita, Rump and Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26, 2005,
 * Algorithm 5.3). The errors of products and additions are taken exactly, summed separately in binary32, and added at
 * the end. The result is as accurate as if computed in twice the precision: without underflow, |computed − exact| ≤
 * u·|exact| + γ(n)²·Σ|products| (Proposition 5.5). The error of a product is the exact binary64 product minus its
 * rounding. That is a binary32 number unless it underflows; then it is rounded, as by an FMA. An infinity gives NaN.
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

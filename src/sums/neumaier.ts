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

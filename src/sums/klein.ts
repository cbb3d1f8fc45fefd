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

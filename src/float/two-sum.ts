/**
 * Error-free addition in binary64: sum = RN(a + b) and error = a + b − sum, exactly, for all finite a and b, in any
 * order of magnitude, subnormals included, unless the sum overflows (then the error is NaN). Six operations, no branch.
 * Knuth, The Art of Computer Programming 2 (1969), section 4.2.2, Theorem B; Møller 1965. Loops that cannot afford a
 * pair per step write the six operations out, or keep the sum themselves and ask `sumError`.
 */
export function twoSum(a: number, b: number): [sum: number, error: number] {
  const sum = a + b;
  return [sum, sumError(a, b, sum)];
}

/** a + b − sum exactly, where `sum` is RN(a + b). */
export function sumError(a: number, b: number, sum: number): number {
  const virtual = sum - a;
  return a - (sum - virtual) + (b - virtual);
}

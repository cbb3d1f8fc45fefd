/** A fast matrix product by blocks: seven products of sums of quarters in place of eight, at each level. */
export interface BlockProduct {
  /** Ends "the normwise bound of …". */
  readonly words: string;
  /** How many largest errors of a product of half the size add up in the worst quarter. */
  readonly growth: number;
  /** What the sums before the products, and those after them, add at most, in k'·u·α·β. */
  readonly before: number;
  readonly after: number;
  /** The root of the sum of the squares of what `growth` adds: how errors grow that are independent. */
  readonly random: number;
}

/**
 * Strassen's product (1969), and Winograd's form of it with 15 additions.
 *
 * Strassen's: C11 = M1 + M4 − M5 + M7, with M1 = (A11 + A22)(B11 + B22), M4 = A22(B21 − B11), M5 = (A11 + A12)B22, M7 =
 * (A12 − A22)(B21 + B22). With |A| ≤ α and |B| ≤ β a sum of two blocks is at most 2α: errors grow by 4 + 2 + 2 + 4.
 * The roundings of these sums give 8 + 2 + 2 + 8. The additions of four products of size (4 + 2 + 2 + 4)·k'·α·β give 3
 * times 12. C22 has the same, C12 and C21 less.
 *
 * Winograd's: C12 = M1 + M2 + M5 + M6, with M1 = S2·T2, M2 = A11·B11, M5 = S1·T1, M6 = S4·B22, |S1| ≤ 2α, |S2| ≤ 3α,
 * |S4| ≤ 4α: 9 + 1 + 4 + 4; the sums are off by 2, 5 and 9 u·α: 30 + 8 + 9; then 3 times 18.
 */
export const strassen: BlockProduct = {
  words: "Strassen's method",
  growth: 12,
  before: 20,
  after: 36,
  random: Math.sqrt(40),
};
export const winogradStrassen: BlockProduct = {
  ...{ words: "Winograd's form of Strassen's method", growth: 18, before: 47, after: 54 },
  random: Math.sqrt(114),
};

/**
 * Bounds the error of every output of a product of matrices with `terms` terms, in units of α·β, the largest sizes in
 * the left and in the right matrix. Levels are taken from the top; below them products are summed in any order.
 *
 *     f(0, k) = k·((1+v)^k − 1)
 *     f(l, k) = (growth·f(l−1, k') + (before + after)·k'·u)·(1 + 2^-18),  k' = ⌈k/2⌉
 *
 * Hypotheses: operations are rounded to nearest with unit roundoff u ≤ 2^-24, without overflow; α and β are so large
 * that underflow vanishes beside u·α·β·2^-18. An odd size is filled up with zeros, or its last term is added apart.
 * That gives an error of (2k' + 2)·u·α·β at most, less than k' in place of k' − 1 adds here.
 *
 * Proof. By induction, with the numbers above. A product of rounded blocks has the error of the product, and those of
 * its factors times the size of the other: s·t·f(l−1, k') + k'·(s·e_T + t·e_S)·u. 2^-18 = 64u has room for the terms of
 * second order: each is at most 10u of one of the first order.
 *
 * For powers of two, of Strassen's this is the bound of Higham, Accuracy and Stability of Numerical Algorithms, 2nd
 * ed., 2002, Theorem 23.2: (12^l·(k0² + 5k0) − 5k)·u + O(u²), but for the sum of before and after, 56 in place of 50,
 * because the four products may be added in any order.
 */
export function blockProductBound(form: BlockProduct, levels: number, terms: number, u: number): number {
  if (levels === 0) return terms * Math.expm1(terms * Math.log1p(u / (1 + u))) * (1 + 2 ** -40);
  const half = Math.ceil(terms / 2);
  const sums = (form.before + form.after) * half * u;
  return (form.growth * blockProductBound(form, levels - 1, half, u) + sums) * (1 + 2 ** -18);
}

/** What a standard deviation of errors is at most if roundings are independent, in the same units; not proven. */
export function blockProductDeviation({ random }: BlockProduct, levels: number, terms: number, u: number): number {
  return random ** levels * (terms / 2 ** levels) ** 1.5 * u;
}

/** How many times matrices of these sizes can be divided, with zeros where a size is odd; 0 for a vector. */
export function mostLevels(...sizes: readonly number[]): number {
  return Math.ceil(Math.log2(Math.max(1, Math.min(...sizes))));
}

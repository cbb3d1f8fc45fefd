import { nextUp64 } from '../../float/ulp.ts';

/**
 * Arithmetic for bounds, rounded away from zero. Format: binary64 numbers ≥ 0, and big integers in units of 2^-160.
 * ±0 gives 0; subnormals of binary64 never occur here, because every quantity is 0 or at least 2^-360; ∞ stays ∞.
 */

const fractionBits = 160n;
const one = 1n << fractionBits;

/** ⌈1 / denominator⌉ in units of 2^-160: `reciprocal(2^24 + 1)` is v = u/(1+u) for u = 2^-24. */
export function reciprocal(denominator: bigint): bigint {
  return (one + denominator - 1n) / denominator;
}

/** (1+a)(1+b) − 1, rounded up, all in units of 2^-160. */
export function compound(a: bigint, b: bigint): bigint {
  return a + b + product(a, b);
}

/** a·b, rounded up. */
export function product(a: bigint, b: bigint): bigint {
  return (a * b + one - 1n) >> fractionBits;
}

/** Larger powers are not taken from a table, which would have a number for each of them. */
const longestTable = 2 ** 16;

/** n ↦ (1+each)^n − 1 in units of 2^-160, by squaring, every product rounded up. The last one is kept. */
function raised(each: bigint): (n: number) => bigint {
  let kept: { readonly n: number; readonly value: bigint } | undefined;
  return (n) => {
    if (kept?.n === n) return kept.value;
    let [value, square] = [0n, each];
    for (let left = n; left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) value = compound(value, square);
      square = compound(square, square);
    }
    kept = { n, value };
    return value;
  };
}

/**
 * n ↦ (1+first)(1+later)^(n−1) − 1 for n ≥ 1, and 0 for n ≤ 0, rounded up: each step adds one unit of 2^-160 at most,
 * and the conversion to binary64 goes up by less than two ulp. The table grows on demand.
 */
export function growth(first: bigint, later: bigint): (n: number) => number {
  const table: number[] = [0, upward(first)];
  let last = first;
  const long = raised(later);
  return (n) => {
    if (n <= 0) return 0;
    if (n > longestTable) return upward(compound(first, long(n - 1)));
    while (table.length <= n) {
      last = compound(last, later);
      table.push(upward(last));
    }
    return table[n]!;
  };
}

/** n ↦ (1+each)^n − 1 in units of 2^-160, rounded up: by one unit a step at most. */
export function power(each: bigint): (n: number) => bigint {
  const table: bigint[] = [0n];
  const long = raised(each);
  return (n) => {
    if (n > longestTable) return long(n);
    while (table.length <= n) table.push(compound(table[table.length - 1]!, each));
    return table[n]!;
  };
}

/** The next binary64 number above a quantity in units of 2^-160, so never below it. */
export function upward(quantity: bigint): number {
  return quantity === 0n ? 0 : nextUp64(Number(quantity) * 2 ** -Number(fractionBits));
}

/**
 * A number not below what a formula with at most six roundings on any path (of non-negative numbers, without underflow)
 * would give exactly: (1−2^-53)^6 · (1+2^-50) · (1−2^-53) > 1.
 */
export function outward(computed: number): number {
  return computed * (1 + 2 ** -50);
}

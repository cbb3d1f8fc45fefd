/**
 * Numbers at which arithmetic changes: both zeros, the smallest and the largest subnormal and normal numbers, neighbours of 1, powers of two
 * at which products underflow, meet the middle of two numbers or overflow, infinities and NaN; with both signs.
 */
const sizes: readonly number[] = [
  0,
  2 ** -149,
  2 ** -127,
  (1 - 2 ** -23) * 2 ** -126,
  2 ** -126,
  (1 + 2 ** -23) * 2 ** -126,
  2 ** -75,
  2 ** -24,
  1 - 2 ** -24,
  1,
  1 + 2 ** -23,
  2 ** 24,
  2 ** 64,
  2 ** 127,
  (2 - 2 ** -23) * 2 ** 127,
  Number.POSITIVE_INFINITY,
];

export const specialValues: Float32Array = Float32Array.from([...sizes, ...sizes.map((size) => -size), Number.NaN]);

const pairs = specialValues.length ** 2;
/** Has no divisor in common with 33², so that any number of cases in a row spreads over all pairs. */
const stride = 640;

/**
 * The `number`-th case of the grid: all pairs (left, right) of special values, put, round after round, on all leaves, on the first,
 * the last, and in turn on every other. The rest of the vector is left as it is.
 */
export function placeSpecialPair(
  number: number,
  lefts: Float32Array,
  rights: Float32Array,
  from: number,
  n: number,
): void {
  const pair = (number * stride) % pairs;
  const left = specialValues[pair % specialValues.length]!;
  const right = specialValues[Math.floor(pair / specialValues.length)]!;
  const round = Math.floor(number / pairs) % (n + 1);
  const leaf = round === 2 ? n - 1 : round - 1;
  const start = round === 0 ? from : from + Math.min(leaf, n - 1);
  const end = round === 0 ? from + n : start + 1;
  lefts.fill(left, start, end);
  rights.fill(right, start, end);
}

/** How many of the first `count` numbers have the same bits in both; every NaN counts as the same. */
export function countSameBits(
  first: Float32Array | Float64Array,
  second: Float32Array | Float64Array,
  count: number,
): number {
  let same = 0;
  for (let i = 0; i < count; i++) if (Object.is(first[i], second[i])) same++;
  return same;
}

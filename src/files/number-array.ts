/** The numbers of a file, in C order. */
export interface NumberArray {
  /** The path as it was given. */
  readonly path: string;
  /** The sizes of the axes; none for a single number. */
  readonly sizes: readonly number[];
  readonly numbers: Float64Array;
}

/** The indices of number `index`, as in `[2][0]`. Empty for an array without axes. */
export function placeOf(sizes: readonly number[], index: number): string {
  return indicesOf([...sizes].reverse(), index)
    .reverse()
    .map((digit) => `[${digit}]`)
    .join('');
}

/** The same where the first axis is the fastest. */
export function placeInFortranOrder(sizes: readonly number[], index: number): string {
  return indicesOf(sizes, index)
    .map((digit) => `[${digit}]`)
    .join('');
}

/** The index on each axis, the fastest first. */
function indicesOf(sizes: readonly number[], index: number): number[] {
  let rest = index;
  return sizes.map((size) => {
    const digit = rest % size;
    rest = Math.floor(rest / size);
    return digit;
  });
}

/** The product of the sizes; undefined if one is invalid, or 64-bit numbers take more bytes than binary64 can count. */
export function lengthOf(sizes: readonly number[]): number | undefined {
  // Axes before or after one of size 0 count too: no array has them.
  const most = sizes.reduce((product, size) => product * (size === 0 ? 1 : size), 1);
  if (!Number.isSafeInteger(8 * most) || sizes.some((size) => !(size >= 0))) return undefined;
  return sizes.includes(0) ? 0 : most;
}

/** The numbers of a file, in C order. */
export interface NumberArray {
  /** The path as it was given. */
  readonly path: string;
  /** 2 sizes (rows, columns) or 4 (NHWC of an image, HWIO of a kernel). */
  readonly sizes: readonly number[];
  readonly numbers: Float64Array;
}

/** The indices of number `index`, as in `[2][0]`. */
export function placeOf(sizes: readonly number[], index: number): string {
  let rest = index;
  let place = '';
  for (const size of [...sizes].reverse()) {
    place = `[${rest % size}]${place}`;
    rest = Math.floor(rest / size);
  }
  return place;
}

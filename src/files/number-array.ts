/** Numbers as a file holds them, C order, and how it numbers the places of one of them in words (`[0][2]`, `row 1, column 3`). */
export interface NumberArray {
  /** The path as it was given. */
  readonly path: string;
  /** 2 sizes (rows, columns) or 4 (NHWC of an image, HWIO of a kernel). */
  readonly sizes: readonly number[];
  readonly numbers: Float64Array;
}

/** The place of number `index` as indices, `[2][0]`. */
export function placeOf(sizes: readonly number[], index: number): string {
  let rest = index;
  let place = '';
  for (const size of [...sizes].reverse()) {
    place = `[${rest % size}]${place}`;
    rest = Math.floor(rest / size);
  }
  return place;
}

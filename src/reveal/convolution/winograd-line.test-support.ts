type Matrix = readonly (readonly number[])[];

/** Winograd's F(m, 3) of one row: m outputs from m + 2 pixels and 3 taps by m + 2 products (Lavin and Gray 2016, section 4.1). */
export interface WinogradLine {
  readonly pixels: Matrix;
  readonly taps: Matrix;
  readonly sums: Matrix;
}

export const f23: WinogradLine = {
  pixels: [
    [1, 0, -1, 0],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [0, 1, 0, -1],
  ],
  taps: [
    [1, 0, 0],
    [1 / 2, 1 / 2, 1 / 2],
    [1 / 2, -1 / 2, 1 / 2],
    [0, 0, 1],
  ],
  sums: [
    [1, 1, 1, 0],
    [0, 1, -1, -1],
  ],
};

export const f43: WinogradLine = {
  pixels: [
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
  ],
  taps: [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
  ],
  sums: [
    [1, 1, 1, 1, 1, 0],
    [0, 1, -1, 2, -2, 0],
    [0, 1, 1, 4, 4, 0],
    [0, 1, -1, 8, -8, 1],
  ],
};

/** The outputs of one row, every operation rounded to binary32. */
export function winogradLine(
  { pixels, taps, sums }: WinogradLine,
  image: Float32Array,
  kernel: Float32Array,
): readonly number[] {
  const [d, g] = [times(pixels, image), times(taps, kernel)];
  return times(
    sums,
    d.map((value, k) => Math.fround(value * g[k]!)),
  );
}

function times(matrix: Matrix, vector: ArrayLike<number>): readonly number[] {
  return matrix.map((row) =>
    row.reduce(
      (sum, factor, k) =>
        factor === 0 ? sum : Math.fround(sum + Math.fround(Math.fround(factor) * Math.fround(vector[k]!))),
      0,
    ),
  );
}

/** A small matrix, row by row. */
export type Matrix = readonly (readonly number[])[];

/** F(m×m, 3×3): Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A for a tile d of m + 2 pixels a side and 3×3 taps g. */
export interface WinogradTransform {
  /** m + 2. */
  readonly side: number;
  readonly name: string;
  /** G, Bᵀ and Aᵀ. */
  readonly kernel: Matrix;
  readonly pixels: Matrix;
  readonly outputs: Matrix;
}

/** For the points 0, 1, −1 and ∞. */
export const winogradTwo: WinogradTransform = {
  name: 'F(2×2, 3×3)',
  side: 4,
  kernel: [
    [1, 0, 0],
    [0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5],
    [0, 0, 1],
  ],
  pixels: [
    [1, 0, -1, 0],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [0, 1, 0, -1],
  ],
  outputs: [
    [1, 1, 1, 0],
    [0, 1, -1, -1],
  ],
};

/** For the points 0, ±1, ±2 and ∞; sixths are no binary32 numbers. */
export const winogradFour: WinogradTransform = {
  name: 'F(4×4, 3×3)',
  side: 6,
  kernel: [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
  ],
  pixels: [
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
  ],
  outputs: [
    [1, 1, 1, 1, 1, 0],
    [0, 1, -1, 2, -2, 0],
    [0, 1, 1, 4, 4, 0],
    [0, 1, -1, 8, -8, 1],
  ],
};

/** For the points 0, ±1, ±2, ±½ and ∞, as ncnn and NNPACK scale them. */
export const winogradSix: WinogradTransform = {
  name: 'F(6×6, 3×3)',
  side: 8,
  kernel: [
    [1, 0, 0],
    [-2 / 9, -2 / 9, -2 / 9],
    [-2 / 9, 2 / 9, -2 / 9],
    [1 / 90, 1 / 45, 2 / 45],
    [1 / 90, -1 / 45, 2 / 45],
    [1 / 45, 1 / 90, 1 / 180],
    [1 / 45, -1 / 90, 1 / 180],
    [0, 0, 1],
  ],
  pixels: [
    [1, 0, -5.25, 0, 5.25, 0, -1, 0],
    [0, 1, 1, -4.25, -4.25, 1, 1, 0],
    [0, -1, 1, 4.25, -4.25, -1, 1, 0],
    [0, 0.5, 0.25, -2.5, -1.25, 2, 1, 0],
    [0, -0.5, 0.25, 2.5, -1.25, -2, 1, 0],
    [0, 2, 4, -2.5, -5, 0.5, 1, 0],
    [0, -2, 4, 2.5, -5, -0.5, 1, 0],
    [0, -1, 0, 5.25, 0, -5.25, 0, 1],
  ],
  outputs: [
    [1, 1, 1, 1, 1, 32, 32, 0],
    [0, 1, -1, 2, -2, 16, -16, 0],
    [0, 1, 1, 4, 4, 8, 8, 0],
    [0, 1, -1, 8, -8, 4, -4, 0],
    [0, 1, 1, 16, 16, 2, 2, 0],
    [0, 1, -1, 32, -32, 1, -1, 1],
  ],
};

const root = Math.SQRT2;

/** For the points 0, ±√½, ±√2 and ∞: the same tiles as `winogradFour`, with smaller errors. */
export const winogradFourRoots: WinogradTransform = {
  name: 'F(4×4, 3×3) with √2',
  side: 6,
  kernel: [
    [1, 0, 0],
    [-2 / 3, -root / 3, -1 / 3],
    [-2 / 3, root / 3, -1 / 3],
    [1 / 6, root / 6, 1 / 3],
    [1 / 6, -root / 6, 1 / 3],
    [0, 0, 1],
  ],
  pixels: [
    [1, 0, -2.5, 0, 1, 0],
    [0, -root, -2, root / 2, 1, 0],
    [0, root, -2, -root / 2, 1, 0],
    [0, -root / 2, -0.5, root, 1, 0],
    [0, root / 2, -0.5, -root, 1, 0],
    [0, 1, 0, -2.5, 0, 1],
  ],
  outputs: [
    [1, 1, 1, 1, 1, 0],
    [0, root / 2, -root / 2, root, -root, 0],
    [0, 0.5, 0.5, 2, 2, 0],
    [0, root / 4, -root / 4, 2 * root, -2 * root, 1],
  ],
};

/** M X Mᵀ in binary32 or as `f` rounds: entries, products and sums rounded, sums one after the other, without zeros. */
export const transformedBy = (matrix: Matrix, inner: Matrix, f: (x: number) => number = Math.fround): Matrix =>
  transposedProduct(matrix, transposedProduct(matrix, inner, f), f);

/** (M X)ᵀ. */
function transposedProduct(matrix: Matrix, inner: Matrix, f: (x: number) => number): Matrix {
  const result: number[][] = [];
  for (let j = 0; j < inner[0]!.length; j++) {
    const column: number[] = [];
    for (const row of matrix) {
      let sum: number | undefined;
      for (let k = 0; k < row.length; k++) {
        if (row[k] === 0) continue;
        const product = f(f(row[k]!) * inner[k]![j]!);
        sum = sum === undefined ? product : f(sum + product);
      }
      column.push(sum ?? 0);
    }
    result.push(column);
  }
  return result;
}

/** A matrix of binary32 numbers, row by row. */
export type Matrix = readonly (readonly number[])[];

const zip = (a: Matrix, b: Matrix, sign: 1 | -1): Matrix =>
  a.map((row, r) => row.map((value, q) => Math.fround(value + sign * b[r]![q]!)));
const plus = (a: Matrix, b: Matrix): Matrix => zip(a, b, 1);
const minus = (a: Matrix, b: Matrix): Matrix => zip(a, b, -1);

/** Rows by columns, one term after the other. */
function plain(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    b[0]!.map((_, q) => row.reduce((sum, value, k) => Math.fround(sum + Math.fround(value * b[k]![q]!)), 0)),
  );
}

/** The quarter of a matrix at a row and a column of quarters; zeros where the matrix has no more numbers. */
function quarter(matrix: Matrix, row: 0 | 1, column: 0 | 1): Matrix {
  const [rows, columns] = [Math.ceil(matrix.length / 2), Math.ceil(matrix[0]!.length / 2)];
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_, q) => matrix[row * rows + r]?.[column * columns + q] ?? 0),
  );
}

/** One level of Strassen's product (Gaussian elimination is not optimal, 1969): seven products of sums of quarters in place of eight. */
export function strassenProduct(a: Matrix, b: Matrix): Matrix {
  const [a11, a12, a21, a22] = [quarter(a, 0, 0), quarter(a, 0, 1), quarter(a, 1, 0), quarter(a, 1, 1)];
  const [b11, b12, b21, b22] = [quarter(b, 0, 0), quarter(b, 0, 1), quarter(b, 1, 0), quarter(b, 1, 1)];
  const m1 = plain(plus(a11, a22), plus(b11, b22));
  const m2 = plain(plus(a21, a22), b11);
  const m3 = plain(a11, minus(b12, b22));
  const m4 = plain(a22, minus(b21, b11));
  const m5 = plain(plus(a11, a12), b22);
  const m6 = plain(minus(a21, a11), plus(b11, b12));
  const m7 = plain(minus(a12, a22), plus(b21, b22));
  const upper = [plus(minus(plus(m1, m4), m5), m7), plus(m3, m5)] as const;
  const lower = [plus(m2, m4), plus(plus(minus(m1, m2), m3), m6)] as const;
  const beside = ([left, right]: readonly [Matrix, Matrix]): Matrix => left.map((row, r) => [...row, ...right[r]!]);
  return [...beside(upper), ...beside(lower)].slice(0, a.length).map((row) => row.slice(0, b[0]!.length));
}

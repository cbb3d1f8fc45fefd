import { dyadic, toBinary32 } from '../float/dyadic.ts';
import { exactDot32 } from '../float/exact-dot.ts';

/** One way to compute the windows of many cases: out[i] = Σ left[i·n + t] · right[i·n + t] in binary32. */
export type WindowLoop = (left: Float32Array, right: Float32Array, n: number, count: number, out: Float32Array) => void;

/** As a convolution's inner loop does it: multiply, round, add, round, one term after the other. */
export const plainLoop: WindowLoop = (left, right, n, count, out) => {
  for (let i = 0, start = 0; i < count; i++, start += n) {
    let sum = 0;
    for (let t = start; t < start + n; t++) sum = Math.fround(sum + Math.fround(left[t]! * right[t]!));
    out[i] = sum;
  }
};

/** As multiply-then-sum does it: all products are stored first; then they are added one after the other. */
export const multiplyThenAdd: WindowLoop = (left, right, n, count, out) => {
  const products = new Float32Array(n);
  for (let i = 0, start = 0; i < count; i++, start += n) {
    for (let t = 0; t < n; t++) products[t] = left[start + t]! * right[start + t]!;
    let sum = 0;
    for (let t = 0; t < n; t++) sum = Math.fround(sum + products[t]!);
    out[i] = sum;
  }
};

/** As multiply-then-sum does it, the sum by halves: the left half, the right half, and the two added. */
export const multiplyThenHalve: WindowLoop = (left, right, n, count, out) => {
  const products = new Float32Array(n);
  for (let i = 0, start = 0; i < count; i++, start += n) {
    for (let t = 0; t < n; t++) products[t] = left[start + t]! * right[start + t]!;
    out[i] = halves32(products, 0, n);
  }
};

function halves32(values: Float32Array, from: number, to: number): number {
  if (to - from === 1) return values[from]!;
  const middle = (from + to) >> 1;
  return Math.fround(halves32(values, from, middle) + halves32(values, middle, to));
}

/** Products (exact) and sums in binary64, one term after the other, rounded to binary32 at the end. */
export const wideLoop: WindowLoop = (left, right, n, count, out) => {
  for (let i = 0, start = 0; i < count; i++, start += n) {
    let sum = 0;
    for (let t = start; t < start + n; t++) sum += left[t]! * right[t]!;
    out[i] = sum;
  }
};

/** The same in binary64, but all products first and then their sum by halves. */
export const wideMultiplyThenHalve: WindowLoop = (left, right, n, count, out) => {
  const products = new Float64Array(n);
  for (let i = 0, start = 0; i < count; i++, start += n) {
    for (let t = 0; t < n; t++) products[t] = left[start + t]! * right[start + t]!;
    out[i] = halves64(products, 0, n);
  }
};

function halves64(values: Float64Array, from: number, to: number): number {
  if (to - from === 1) return values[from]!;
  const middle = (from + to) >> 1;
  return halves64(values, from, middle) + halves64(values, middle, to);
}

/** The exact value rounded once, by certified binary64 arithmetic. */
export const exactLoop: WindowLoop = (left, right, n, count, out) => {
  for (let i = 0; i < count; i++) out[i] = exactDot32(left, right, i * n, n);
};

/** The exact value rounded once, by big integers in units of 2^-298, the last product first. NaN where an input is not finite. */
export const integerLoop: WindowLoop = (left, right, n, count, out) => {
  for (let i = 0; i < count; i++) {
    let sum = 0n;
    let finite = true;
    for (let t = i * n + n - 1; t >= i * n && finite; t--) {
      const product = left[t]! * right[t]!;
      finite = Number.isFinite(product);
      if (finite) sum += BigInt(product * 2 ** 298);
    }
    out[i] = finite ? toBinary32(dyadic(sum, -298)) : Number.NaN;
  }
};

/**
 * Rounds the factors of each window onto grids on which no summation tree rounds in binary32. Let 2^a be the power of
 * two above the largest |left|: with b bits, left becomes a multiple of 2^(a−b), at most 2^b steps; likewise right,
 * with c bits. Every product is then a multiple of one step, and every partial sum at most n·2^(b+c) steps. With b + c
 * + ⌈log2 n⌉ ≤ 24 these are binary32 numbers, so every addition is exact. The step must not be below 2^-149: where it
 * would be, the grid of `right` is coarser. Needs finite factors, and n up to 2^22.
 */
export function ontoGrid(
  left: Float32Array,
  right: Float32Array,
  n: number,
  count: number,
): [Float32Array, Float32Array] {
  const [leftBits, rightBits] = gridBits(n);
  const [gridLeft, gridRight] = [new Float32Array(n * count), new Float32Array(n * count)];
  for (let start = 0; start < n * count; start += n) {
    const leftStep = exponentAbove(left, start, n) - leftBits;
    const rightStep = Math.max(exponentAbove(right, start, n) - rightBits, -149 - leftStep);
    round(left, gridLeft, start, n, leftStep);
    round(right, gridRight, start, n, rightStep);
  }
  return [gridLeft, gridRight];
}

/** The bits of each factor for windows of n terms. */
export function gridBits(n: number): readonly [left: number, right: number] {
  const bits = 24 - Math.ceil(Math.log2(n));
  return [Math.floor(bits / 2), Math.ceil(bits / 2)];
}

const number = new Float32Array(1);
const word = new Int32Array(number.buffer);

/** The smallest e ≥ −126 with |x| ≤ 2^e for all x of the window. */
function exponentAbove(values: Float32Array, start: number, n: number): number {
  let largest = 0;
  for (let t = start; t < start + n; t++) {
    const size = Math.abs(values[t]!);
    if (size > largest) largest = size;
  }
  number[0] = largest;
  const bits = word[0]!;
  return Math.max(-126, (bits >>> 23) - 127 + ((bits & 0x7fffff) === 0 ? 0 : 1));
}

/** 2^-300 to 2^300: looking up a power is faster than computing it. */
const powers: Float64Array = Float64Array.from({ length: 601 }, (_, index) => 2 ** (index - 300));
/** Adding and subtracting 1.5 · 2^52 rounds a binary64 number below 2^51 to an integer, ties to even. */
const wholes = 1.5 * 2 ** 52;

function round(from: Float32Array, to: Float32Array, start: number, n: number, exponent: number): void {
  const step = powers[300 + exponent]!;
  const perUnit = powers[300 - exponent]!;
  for (let t = start; t < start + n; t++) to[t] = (from[t]! * perUnit + wholes - wholes) * step;
}

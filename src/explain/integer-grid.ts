/**
 * Rounds the factors of every window onto grids on which no order of summation rounds in binary32. With L = 2^a the
 * power of two above the largest |left| and b bits for it, left becomes a multiple of 2^(a−b), at most 2^b steps; right
 * likewise, with c bits. Every product is a multiple of one step, every partial sum at most n·2^(b+c) steps; with b + c
 * + ⌈log2 n⌉ ≤ 24 all of them are binary32 numbers, so that each addition is exact and any order gives the same bits.
 * Neither may the step be below 2^-149: the grid of `right` is made coarser where it would be. Needs finite factors,
 * and n up to 2^22.
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

/** How many bits each of the two factors gets. */
export function gridBits(n: number): readonly [left: number, right: number] {
  const bits = 24 - Math.ceil(Math.log2(n));
  return [Math.floor(bits / 2), Math.ceil(bits / 2)];
}

const number = new Float32Array(1);
const word = new Int32Array(number.buffer);

/** An e with |x| ≤ 2^e for all x of the window: the smallest one, or −126 where that is smaller. */
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

/** 2^-300 to 2^300, because a power costs more than a product. */
const powers: Float64Array = Float64Array.from({ length: 601 }, (_, index) => 2 ** (index - 300));
/** Adding and taking away 1.5 · 2^52 rounds a binary64 number below 2^51 to a whole one, ties to even. */
const wholes = 1.5 * 2 ** 52;

function round(from: Float32Array, to: Float32Array, start: number, n: number, exponent: number): void {
  const step = powers[300 + exponent]!;
  const perUnit = powers[300 - exponent]!;
  for (let t = start; t < start + n; t++) to[t] = (from[t]! * perUnit + wholes - wholes) * step;
}

/** A complex number. */
type Complex = readonly [re: number, im: number];

/** cos and sin of π/8, rounded: √(2 ± √2)/2, square roots being rounded correctly. */
const [long, short] = [1, -1].map((sign) => Math.fround(Math.sqrt(2 + sign * Math.SQRT2) / 2)) as [number, number];
const half = Math.fround(Math.SQRT1_2);
/** exp(−2πik/16) for k < 8, in binary32. */
const roots: readonly Complex[] = [
  [1, 0],
  [long, -short],
  [half, -half],
  [short, -long],
  [0, -1],
  [-short, -long],
  [-half, -half],
  [-long, -short],
];

export const fourierSize = 16;

/**
 * The circular correlation y_k = Σ_i x_(i+k)·h_i of sixteen real numbers by three Fourier transforms in binary32: y = F⁻¹(F(x) · conj F(h)).
 * Radix 2, decimation in time; a complex product is four products and two sums, each rounded.
 */
export function fourierCorrelation(x: readonly number[], h: readonly number[]): readonly number[] {
  const real = (values: readonly number[]): readonly Complex[] => values.map((value) => [Math.fround(value), 0]);
  const [pixels, taps] = [transform(real(x)), transform(real(h))];
  const product = pixels.map((pixel, k) => times(pixel, conjugate(taps[k]!)));
  // The inverse is the conjugate of the transform of the conjugate, over 16; a division by 16 is exact above underflow.
  return transform(product.map(conjugate)).map(([re]) => Math.fround(re / fourierSize));
}

function transform(values: readonly Complex[]): readonly Complex[] {
  const n = values.length;
  if (n === 1) return values;
  const even: Complex[] = [];
  const odd: Complex[] = [];
  for (let i = 0; i < n; i += 2) {
    even.push(values[i]!);
    odd.push(values[i + 1]!);
  }
  const [first, second] = [transform(even), transform(odd)];
  const result = new Array<Complex>(n);
  for (let k = 0; k < n / 2; k++) {
    const turned = times(second[k]!, roots[(k * fourierSize) / n]!);
    result[k] = plus(first[k]!, turned, 1);
    result[k + n / 2] = plus(first[k]!, turned, -1);
  }
  return result;
}

const conjugate = ([re, im]: Complex): Complex => [re, -im];
const plus = ([a, b]: Complex, [c, d]: Complex, sign: number): Complex => [
  Math.fround(a + sign * c),
  Math.fround(b + sign * d),
];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [
  Math.fround(Math.fround(a * c) - Math.fround(b * d)),
  Math.fround(Math.fround(a * d) + Math.fround(b * c)),
];

import {
  addDyadic,
  type Dyadic,
  dyadic,
  dyadicOf,
  dyadicZero,
  multiplyDyadic,
  subtractDyadic,
} from '../../float/dyadic.ts';
import type { ComparisonClaim, Factors, Run } from '../comparison-claim.ts';
import { exactProduct, type Inequality } from '../operation-claim.ts';
import { within } from './exact-errors.ts';
import { drawNumber } from './random-factors.ts';

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
 * The circular correlation y_k = Σ_i x_(i+k)·h_i of sixteen real numbers by three Fourier transforms in binary32: y =
 * F⁻¹(F(x) · conj F(h)). Radix 2, decimation in time; a complex product is four products and two sums, each rounded.
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

const known = new WeakMap<Factors, readonly number[]>();

/**
 * A circular correlation of N = 16 numbers by Fourier transforms is off, over all outputs together, by at most about
 * 252 roundings of the product of the Euclidean norms of pixels and taps. The bound grows with log N and not with N.
 * But one large pixel puts its error into all outputs.
 *
 *     ‖ŷ − y‖ ≤ √N·((1+5u)^(3·log2 N)·(1+3u) − 1)·(1 + 2^-30)·‖x‖·‖h‖
 *
 * Proof. (1) A complex product is off by ρ = √2·((1+v)² − 1) < 3u times its size. Each part is off by (1+v)² − 1 times
 * |ac| + |bd| or |ad| + |bc|, and each of these is at most the product of the absolute values.
 *
 * (2) Roots of unity are off by at most u: their parts are below 1 and off by little more than u/2. So t = fl(ŵ·b) is
 * within τ·|b| of w·b, with τ ≤ u + 2.83u·(1+u) < 3.84u.
 *
 * (3) A butterfly (a + w·b, a − w·b) has √2 times the norm of (a, b). The computed one is off by √2·τ·|b| and one
 * rounding of a ± t, together by η = v·(1+τ) + τ < 5u times its norm. So a transform of log2 N stages is off by ε =
 * (1+5u)^(log2 N) − 1 times its norm √N·‖x‖.
 *
 * (4) Let X, H be the transforms, |X_k| ≤ √N·‖x‖. X̂·Ĥ, entry by entry and rounded, is off by ((1+ε)²·(1+3u) −
 * 1)·N·‖x‖·‖h‖ in norm. The transform back makes this ((1+ε)³·(1+3u) − 1)·√N·‖x‖·‖h‖; its division by N is exact.
 *
 * (5) Underflow: fewer than 2^10 products are off by 2^-150 each, amplified by less than 2^35. That is less than 2^-30
 * of the bound.
 *
 * Hypotheses: N = 16; the largest pixel and tap are between 2^-20 and 2^20. The bound is not sharp. Higham 2002,
 * Accuracy and Stability of Numerical Algorithms, Theorem 24.2, has η = u + γ(4)·(√2 + u) for a stage.
 */
export const fourierNormwise: ComparisonClaim = {
  id: 'fourier-normwise',
  kind: 'comparison',
  status: 'proven',
  topic: 'structured',
  statement:
    'A circular correlation of 16 numbers by Fourier transforms is off by at most 252 roundings of the product of ' +
    'the norms of pixels and taps, to first order.',
  formula: '‖ŷ − y‖ ≤ 4·((1+5u)^12·(1+3u) − 1)·(1 + 2^-30)·‖x‖·‖h‖',
  hypotheses: '16 pixels and taps; the largest of each is between 2^-20 and 2^20.',
  source:
    'Proof in src/claims/comparisons/fourier.ts, after Higham 2002, Accuracy and Stability of Numerical Algorithms, ' +
    'Theorem 24.2.',
  runs: Array.from(
    { length: fourierSize },
    (_, k): Run => ({
      name: `Fourier transforms in binary32, output ${k}`,
      compute: (factors) => {
        const outputs = known.get(factors) ?? fourierCorrelation(...sides(factors));
        known.set(factors, outputs);
        return outputs[k]!;
      },
    }),
  ),
  failedHypothesis: outOfRange,
  // Both sides squared.
  ...within((results, _, factors) => {
    const [x, h] = sides(factors);
    const quick = quickly(results, x, h);
    if (quick !== undefined) return quick;
    const errors = results.map((result, k) => subtractDyadic(dyadicOf(result), output(x, h, k)));
    return { error: squares(errors), bound: multiplyDyadic(square(share), multiplyDyadic(norm(x), norm(h))) };
  }),
  draw: (draw) => {
    const [bits, spread] = [1 + draw(24), draw(19)];
    const number = (): number => drawNumber(draw, -spread, spread, bits);
    return Array.from({ length: fourierSize }, () => [number(), number()] as const);
  },
};

const power = (base: Dyadic, n: number): Dyadic => (n === 0 ? dyadic(1n, 0) : multiplyDyadic(base, power(base, n - 1)));
const oneAnd = (count: bigint, exponent: number): Dyadic => addDyadic(dyadic(1n, 0), dyadic(count, exponent));
const growth = multiplyDyadic(power(oneAnd(5n, -24), 12), oneAnd(3n, -24));
const share = multiplyDyadic(multiplyDyadic(dyadic(4n, 0), subtractDyadic(growth, dyadic(1n, 0))), oneAnd(1n, -30));

const square = (x: Dyadic): Dyadic => multiplyDyadic(x, x);
const squares = (numbers: readonly Dyadic[]): Dyadic => numbers.map(square).reduce(addDyadic, dyadicZero);
const norm = (numbers: readonly number[]): Dyadic => squares(numbers.map(dyadicOf));

const sides = (factors: Factors): [number[], number[]] => [
  factors.map(([x]) => Math.fround(x)),
  factors.map(([, y]) => Math.fround(y)),
];
const output = (x: readonly number[], h: readonly number[], k: number): Dyadic =>
  h.map((tap, i) => exactProduct(x[(i + k) % fourierSize]!, tap)).reduce(addDyadic, dyadicZero);

/**
 * The same inequality in binary64; undefined unless it certainly holds: sixteen exact products and their sum are off by
 * less than 2^-45 of the norms, and the bound is at least 250·2^-24 of them.
 */
function quickly(results: readonly number[], x: readonly number[], h: readonly number[]): Inequality | undefined {
  const norms = lengthOf(x) * lengthOf(h);
  let squared = 0;
  for (let k = 0; k < fourierSize; k++) {
    let sum = 0;
    for (let i = 0; i < fourierSize; i++) sum += x[(i + k) % fourierSize]! * h[i]!;
    squared += (results[k]! - sum) ** 2;
  }
  const [error, bound] = [Math.sqrt(squared) + norms * 2 ** -40, 250 * 2 ** -24 * norms];
  return error <= bound ? { error: dyadicOf(error * error), bound: dyadicOf(bound * bound) } : undefined;
}

/** Factors are at most 2^20 in size, and the largest is at least 2^-20, so underflow is negligible. */
const lengthOf = (numbers: readonly number[]): number =>
  Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0));

function outOfRange(factors: Factors): string | undefined {
  if (factors.length !== fourierSize) return `it takes ${fourierSize} pixels and as many taps`;
  const largest = sides(factors).map((side) => Math.max(...side.map(Math.abs)));
  return largest.every((x) => x >= 2 ** -20 && x <= 2 ** 20)
    ? undefined
    : 'the largest pixel or tap is not between 2^-20 and 2^20';
}

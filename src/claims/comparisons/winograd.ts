import {
  absDyadic,
  addDyadic,
  type Dyadic,
  dyadic,
  dyadicOf,
  dyadicZero,
  multiplyDyadic,
  subtractDyadic,
} from '../../float/dyadic.ts';
import type { ComparisonClaim, Factors, Run } from '../comparison-claim.ts';
import type { Draw } from '../metamorphic-claim.ts';
import { exactProduct, type Inequality } from '../operation-claim.ts';
import { growthFraction } from '../sum-claim.ts';
import { within } from './exact-errors.ts';
import { drawNumber } from './random-factors.ts';
import { type Matrix, transformedBy, type WinogradTransform, winogradFour, winogradTwo } from './winograd-transform.ts';

/** A transform, and what its bound is made of. */
export interface Winograd extends WinogradTransform {
  /**
   * Roundings on the longest way to an output, and the largest entry of |Aᵀ|[(|G|1|Gᵀ|) ⊙ (|Bᵀ|1|B|)]|A|, 1 all ones.
   */
  readonly roundings: number;
  readonly amplification: bigint;
}

/** F(2×2, 3×3) and F(4×4, 3×3). The proofs are those of the claims below. */
export const winogradForms: { readonly two: Winograd; readonly four: Winograd } = {
  two: { ...winogradTwo, roundings: 11, amplification: 64n },
  four: { ...winogradFour, roundings: 23, amplification: 2304n },
};

/**
 * The claim about a transform, without its text. The pixels of a tile are the left factors; the taps stand in the first
 * three rows and columns of the right ones.
 */
export function winogradRelation(
  form: Winograd,
): Pick<ComparisonClaim, 'kind' | 'runs' | 'failedHypothesis' | 'holds' | 'inequality' | 'draw'> {
  const { side, roundings, amplification } = form;
  const known = new WeakMap<Factors, Matrix>();
  const places = Array.from(
    { length: (side - 2) ** 2 },
    (_, k) => [Math.floor(k / (side - 2)), k % (side - 2)] as const,
  );
  return {
    kind: 'comparison',
    runs: places.map(
      ([i, j]): Run => ({
        name: `Winograd ${form.name} in binary32, output (${i}, ${j})`,
        compute: (factors) => {
          const tile = known.get(factors) ?? tileOf(form, factors);
          known.set(factors, tile);
          return tile[i]![j]!;
        },
      }),
    ),
    failedHypothesis: (factors) => notTile(factors, side),
    ...within((results, _, factors) => {
      const quick = quickly(form, places, results, factors);
      if (quick !== undefined) return quick;
      const { over, under } = growthFraction(roundings, 24);
      const largest = exactProduct(largestOf(factors, 0), largestOf(factors, 1));
      const slack = multiplyDyadic(dyadic(amplification * (2n ** 32n + 1n), -32), largest);
      const error = places
        .map(([i, j], k) => absDyadic(subtractDyadic(dyadicOf(results[k]!), direct(factors, side, i, j))))
        .reduce((most, one) => (subtractDyadic(one, most).significand > 0n ? one : most));
      return { error: multiplyDyadic(error, under), bound: multiplyDyadic(subtractDyadic(over, under), slack) };
    }),
    draw: (draw) => drawTile(draw, side),
  };
}

const isTap = (t: number, side: number): boolean => t % side < 3 && t < 3 * side;

function notTile(factors: Factors, side: number): string | undefined {
  if (factors.length !== side ** 2) return `it takes a tile of ${side} by ${side} pixels`;
  if (factors.some(([, tap], t) => tap !== 0 && !isTap(t, side))) return 'it takes three by three taps';
  const inRange = [0, 1].every((of) => largestOf(factors, of) >= 2 ** -20 && largestOf(factors, of) <= 2 ** 20);
  return inRange ? undefined : 'the largest pixel or tap is not between 2^-20 and 2^20';
}

function largestOf(factors: Factors, of: number): number {
  let largest = 0;
  for (const pair of factors) largest = Math.max(largest, Math.abs(Math.fround(pair[of]!)));
  return largest;
}

function drawTile(draw: Draw, side: number): Factors {
  const [bits, spread] = [1 + draw(24), draw(19)];
  return Array.from({ length: side ** 2 }, (_, t) => [
    drawNumber(draw, -spread, spread, bits),
    isTap(t, side) ? drawNumber(draw, -spread, spread, bits) : 0,
  ]);
}

/**
 * The same inequality in binary64; undefined unless it certainly holds: nine products, each exact, and their sum are
 * off by less than 2^-45 of the bound, which is at least 704·2^-24 of the largest product.
 */
function quickly(
  { side, roundings, amplification }: Winograd,
  places: readonly (readonly [number, number])[],
  results: readonly number[],
  factors: Factors,
): Inequality | undefined {
  const bound =
    Number(amplification) * roundings * (2 ** -24 - 2 ** -47) * largestOf(factors, 0) * largestOf(factors, 1);
  let error = 0;
  for (let k = 0; k < places.length; k++) {
    const [i, j] = places[k]!;
    let sum = 0;
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        const pixel = factors[(i + row) * side + j + column]![0];
        sum += Math.fround(pixel) * Math.fround(factors[row * side + column]![1]);
      }
    }
    error = Math.max(error, Math.abs(results[k]! - sum));
  }
  error += bound * 2 ** -40;
  return error <= bound ? { error: dyadicOf(error), bound: dyadicOf(bound) } : undefined;
}

/** Output (i, j), exactly. */
function direct(factors: Factors, side: number, i: number, j: number): Dyadic {
  let sum = dyadicZero;
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      const [pixel, tap] = [factors[(i + row) * side + j + column]![0], factors[row * side + column]![1]];
      sum = addDyadic(sum, exactProduct(Math.fround(pixel), Math.fround(tap)));
    }
  }
  return sum;
}

/** All outputs of a tile in binary32. */
function tileOf({ side, kernel, pixels, outputs }: Winograd, factors: Factors): Matrix {
  const part = (of: number, size: number): Matrix =>
    Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (__, j) => Math.fround(factors[i * side + j]![of]!)),
    );
  const [taps, seen] = [transformedBy(kernel, part(1, 3)), transformedBy(pixels, part(0, side))];
  const products = taps.map((row, i) => row.map((tap, j) => Math.fround(tap * seen[i]![j]!)));
  return transformedBy(outputs, products);
}

/**
 * Winograd's convolution of 2×2 outputs at a time is off by at most 704 roundings of the largest pixel times the
 * largest tap. For nine products summed directly it is 81.
 *
 *     |ŷ − y| ≤ 64·((1+v)^11 − 1)·(1 + 2^-32)·max|d|·max|g|
 *
 * Proof. Without rounding the algorithm gives y. Each output is a sum of products of entries of Aᵀ, A, G, Gᵀ, Bᵀ, B, a
 * pixel and a tap. Each of these passes through at most 11 roundings: 2 + 2 additions in G g Gᵀ (multiplying by ½ is
 * exact), 1 + 1 in Bᵀ d B, one product, and 2 + 2 additions in the last step. So the error is at most (1+v)^11 − 1
 * times the sum of their absolute values. With 1 for a matrix of ones, that sum is at most |Aᵀ|[(|G|1|Gᵀ|) ⊙
 * (|Bᵀ|1|B|)]|A|·max|d|·max|g|. The largest entry is the square of 1·2 + 1.5·2 + 1.5·2 = 8.
 *
 * Underflow: fewer than 2^10 products are off by 2^-150 each, amplified by less than 2^43 with pixels and taps up to
 * 2^20. That is below 2^-32 of the bound, because the largest pixel and tap are at least 2^-20.
 *
 * Hypotheses: the largest pixel and the largest tap are between 2^-20 and 2^20. The bound is not sharp: the largest
 * error seen is about a tenth of it. A bound by the absolute products does not hold: winograd-within-products.
 */
export const winogradTwoNormwise: ComparisonClaim = {
  id: 'winograd-two-normwise',
  status: 'proven',
  topic: 'structured',
  statement:
    "Winograd's convolution F(2×2, 3×3) is off by at most 64 times 11 roundings of the largest pixel times the " +
    'largest tap.',
  formula: '|ŷ − y| ≤ 64·((1+v)^11 − 1)·(1 + 2^-32)·max|d|·max|g|',
  hypotheses: 'A tile of 4×4 pixels and 3×3 taps; the largest of each is between 2^-20 and 2^20.',
  source: 'Proof in src/claims/comparisons/winograd.ts; algorithm of Lavin and Gray 2016.',
  ...winogradRelation(winogradForms.two),
};

/**
 * Winograd's convolution of 4×4 outputs at a time is off by at most 52992 roundings of the largest pixel times the
 * largest tap: 75 times the bound for 2×2 outputs at a time, and 650 times that of the direct sum.
 *
 *     |ŷ − y| ≤ 2304·((1+v)^23 − 1)·(1 + 2^-32)·max|d|·max|g|
 *
 * Proof. As for winograd-two-normwise. Roundings on the longest path: in G g Gᵀ each side takes 4 (1/6, 1/12, 1/24
 * rounded to binary32, the product, 2 additions), in Bᵀ d B 3 (the product by 5 and 2 additions, or 3 additions), one
 * product, and 4 + 4 additions: 8 + 6 + 1 + 8 = 23. The largest entry of |Aᵀ|[(|G|1|Gᵀ|) ⊙ (|Bᵀ|1|B|)]|A| is the square
 * of that of the last row of Aᵀ, ½·10 + ½·10 + 2·8·(7/24)·6 + 1·10 = 48. Underflow is as for 2×2 outputs.
 *
 * Hypotheses: the largest pixel and the largest tap are between 2^-20 and 2^20. The bound is not sharp: the largest
 * error seen is about a thirtieth of it.
 */
export const winogradFourNormwise: ComparisonClaim = {
  id: 'winograd-four-normwise',
  status: 'proven',
  topic: 'structured',
  statement:
    "Winograd's convolution F(4×4, 3×3) is off by at most 2304 times 23 roundings of the largest pixel times the " +
    'largest tap.',
  formula: '|ŷ − y| ≤ 2304·((1+v)^23 − 1)·(1 + 2^-32)·max|d|·max|g|',
  hypotheses: 'A tile of 6×6 pixels and 3×3 taps; the largest of each is between 2^-20 and 2^20.',
  source: 'Proof in src/claims/comparisons/winograd.ts; algorithm of Lavin and Gray 2016.',
  ...winogradRelation(winogradForms.four),
};

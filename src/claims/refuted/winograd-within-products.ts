import { compareDyadic, dyadic, multiplyDyadic } from '../../float/dyadic.ts';
import type { ComparisonClaim, Factors, Run } from '../comparison-claim.ts';
import { exactError } from '../comparisons/relation-errors.ts';

/**
 * Winograd's convolution is within some multiple of u·P of the exact value, P the sum of absolute products, as every direct one is.
 * Refuted for a multiple of 1000, and any other: it multiplies sums of pixels by sums of taps, and those products need not be anywhere
 * near the ones that count. One product of 1 is not zero here; a² = 2^26 comes and goes, and takes the 1 with it. F(2, 3) in one
 * dimension (Winograd 1980, Arithmetic Complexity of Computations; the points 0, 1, −1, ∞) for pixels d and taps g, first output: (d0
 * − d2)·g0 + (d1 + d2)·(g0 + g1 + g2)/2 + (d2 − d1)·(g0 − g1 + g2)/2. What holds is a bound by the largest pixel times the largest
 * tap.
 */
export const winogradWithinProducts: ComparisonClaim = {
  id: 'winograd-within-products',
  kind: 'comparison',
  status: 'refuted',
  statement: "Winograd's convolution is within 1000 roundings of the sum of absolute products.",
  formula: '|ŷ − y| ≤ 1000·u·P',
  source: 'Folklore: bounds of direct convolution applied to a fast one.',
  runs: [{ name: 'Winograd F(2, 3) in binary32', compute: winograd } satisfies Run],
  failedHypothesis: (factors) => (factors.length === 3 ? undefined : 'three taps'),
  holds: ([result], exact) =>
    compareDyadic(exactError(result!, exact), multiplyDyadic(exact.absoluteSum, dyadic(1000n, -24))) <= 0,
  refutation: {
    factors: [
      [0, 8192],
      [1, 1],
      [8192, 0],
    ],
    results: [0],
    because: 'The products that were added are −2^26 and twice about 2^25, of which 1 is less than half an ulp.',
  },
};

function winograd(factors: Factors): number {
  const round = Math.fround;
  const [d0, d1, d2] = factors.map(([pixel]) => pixel) as [number, number, number];
  const [g0, g1, g2] = factors.map(([, tap]) => tap) as [number, number, number];
  const ends = round(g0 + g2);
  const first = round(round(d0 - d2) * g0);
  const second = round(round(d1 + d2) * round(round(ends + g1) / 2));
  const third = round(round(d2 - d1) * round(round(ends - g1) / 2));
  return round(round(first + second) + third);
}

import { absDyadic, addDyadic, type Dyadic, dyadic, multiplyDyadic, subtractDyadic } from '../../float/dyadic.ts';
import { type Flush, uniformAccumulation } from '../../sums/accumulation.ts';
import { compile, type Program } from '../../sums/program.ts';
import { runProgram } from '../../sums/run-program.ts';
import { sequentialTree } from '../../sums/schemes.ts';
import type { ComparisonClaim, ExactSums, Factors, Run } from '../comparison-claim.ts';
import type { Draw } from '../metamorphic-claim.ts';
import { exactProduct, type Inequality } from '../operation-claim.ts';
import { growthFraction, sumOf } from '../sum-claim.ts';
import { largestError, within } from './exact-errors.ts';
import { drawNumber, ofModestSums } from './random-factors.ts';

/** Loops that flush subnormal numbers as `flush` says, one with rounded products and one fused. */
export const flushingLoops = (flush: Flush, manner: string): readonly Run[] =>
  (['rounded-products', 'fused'] as const).map((arithmetic) => {
    const programs = new Map<number, Program>();
    const programOf = (n: number): Program => {
      const program = programs.get(n) ?? compile({ ...uniformAccumulation(sequentialTree(n), arithmetic), flush });
      programs.set(n, program);
      return program;
    };
    return {
      name: `a loop in binary32, ${arithmetic === 'fused' ? 'fused' : 'products rounded'}, ${manner}`,
      compute: (factors) => {
        const n = factors.length;
        const [left, right, out] = [new Float32Array(n), new Float32Array(n), new Float32Array(1)];
        for (let t = 0; t < n; t++) {
          const factor = factors[t]!;
          left[t] = factor[0];
          right[t] = factor[1];
        }
        runProgram(programOf(n), left, right, n, 1, out);
        return out[0]!;
      },
    };
  });

/** Products around 2^-126, from one to twelve of them, with factors that may be subnormal. */
export function drawTiny(draw: Draw): Factors {
  return Array.from({ length: 1 + draw(12) }, () => {
    const k = draw(60);
    return [Math.fround(drawNumber(draw, -150 + k, -120 + k)), drawNumber(draw, -k, -k)] as const;
  });
}

/**
 * The largest error of the loops, and the bound of flushed-results; both are multiplied by `scale`, the n-th power of
 * 2^24 + 1, to avoid a division.
 */
export function flushedSides(
  results: readonly number[],
  exact: ExactSums,
  factors: Factors,
): Inequality & { readonly scale: Dyadic } {
  const n = factors.length;
  const { over, under } = growthFraction(n, 24);
  const rounding = multiplyDyadic(subtractDyadic(over, under), exact.absoluteSum);
  const flushed = multiplyDyadic(dyadic(BigInt(2 * n - 1), -126), over);
  return {
    error: multiplyDyadic(largestError(results, exact), under),
    bound: addDyadic(rounding, flushed),
    scale: under,
  };
}

/**
 * A loop that flushes results below 2^-126 to zero, but not its inputs, is off by at most 2^-126 more for each of its
 * 2n − 1 operations.
 *
 *     |ŝ − s| ≤ ((1+v)^n − 1)·P + (2n−1)·2^-126·(1+v)^n
 *
 * Proof. An operation gives its exact result times 1 + δ, |δ| ≤ v. Below 2^-126 it gives zero instead, an error of less
 * than 2^-126. There are n products and n − 1 additions (a fused addition is one operation), and each error is followed
 * by at most n factors 1 + δ. Without flushing the error is 2^-150, and of products only. dot-any-order allows the same
 * to an engine that was found to flush.
 *
 * Hypothesis: P < 2^100. It is reached by one product just below 2^-126. With more products about n of the 2n − 1 are
 * reached, because what is flushed is not added.
 */
export const flushedResults: ComparisonClaim = {
  id: 'flushed-results',
  kind: 'comparison',
  status: 'proven',
  topic: 'range',
  statement:
    'A loop that flushes subnormal results to zero suffers at most n roundings, and loses at most the smallest ' +
    'normal number in each operation.',
  formula: '|ŝ − s| ≤ ((1+v)^n − 1)·P + (2n−1)·2^-126·(1+v)^n',
  hypotheses: 'P < 2^100.',
  source: 'Proof in src/claims/comparisons/flushing.ts.',
  sharp: 'Reached by one product, 2^-126·(1 − 2^-24)², which is flushed.',
  runs: flushingLoops({ inputs: false, products: true, sums: true }, 'subnormal results flushed'),
  failedHypothesis: ofModestSums,
  ...within(flushedSides),
  draw: drawTiny,
  sharpExample: [[(1 - 2 ** -24) * 2 ** -63, (1 - 2 ** -24) * 2 ** -63]],
};

/**
 * A loop that reads subnormal inputs as zero, and flushes its results as well, is off by at most what flushed-results
 * allows plus the lost products: those with a subnormal factor.
 *
 *     |ŝ − s| ≤ ((1+v)^n − 1)·P + (2n−1)·2^-126·(1+v)^n + D,  D = Σ|x_i·y_i| over the i with a subnormal factor
 *
 * Proof. The loop computes as if these factors were zero. So flushed-results bounds its distance from the sum of the
 * other products, with a P that is not larger, and that sum is within D of s. D has no bound of its own: a lost product
 * is below 2^-126 times its other factor. An image of subnormal numbers under large taps is read as black.
 *
 * Hypothesis: P < 2^100. It is reached by one product with a subnormal factor.
 */
export const flushedInputs: ComparisonClaim = {
  id: 'flushed-inputs',
  kind: 'comparison',
  status: 'proven',
  topic: 'range',
  statement:
    'A loop that reads subnormal inputs as zero loses their products; for the rest the bound of flushed results holds.',
  formula: '|ŝ − s| ≤ ((1+v)^n − 1)·P + (2n−1)·2^-126·(1+v)^n + Σ|x_i·y_i| over subnormal x_i or y_i',
  hypotheses: 'P < 2^100.',
  source: 'Proof in src/claims/comparisons/flushing.ts.',
  sharp: 'Reached by one product of the subnormal number 2^-127 and 2^100: nothing is left of it.',
  runs: flushingLoops({ inputs: true, products: true, sums: true }, 'subnormal inputs and results flushed'),
  failedHypothesis: ofModestSums,
  ...within((results, exact, factors) => {
    const { error, bound, scale } = flushedSides(results, exact, factors);
    const lost = factors
      .filter((pair) => pair.some((x) => Math.fround(Math.abs(x)) < 2 ** -126))
      .map(([x, y]) => absDyadic(exactProduct(Math.fround(x), Math.fround(y))));
    return { error, bound: addDyadic(bound, multiplyDyadic(sumOf(lost), scale)) };
  }),
  draw: drawTiny,
  sharpExample: [[2 ** -127, 2 ** 100]],
};

import { addDyadic, type Dyadic, dyadic, multiplyDyadic, subtractDyadic } from '../../float/dyadic.ts';
import { type Flush, uniformAccumulation } from '../../sums/accumulation.ts';
import { compile, type Program } from '../../sums/program.ts';
import { runProgram } from '../../sums/run-program.ts';
import { sequentialTree } from '../../sums/schemes.ts';
import type { ExactSums, Factors, Run } from '../comparison-claim.ts';
import type { Draw } from '../metamorphic-claim.ts';
import type { Inequality } from '../operation-claim.ts';
import { growthFraction } from '../sum-claim.ts';
import { drawNumber } from './orders-of-ours.ts';
import { largestError } from './relation-errors.ts';

/** Loops, with rounded products and fused, that flush subnormal numbers as said. */
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
 * The largest error of the loops, and ((1+v)^n − 1)·P + (2n−1)·2^-126·(1+v)^n, which flushed results allow; both times `scale`, the
 * n-th power of 2^24 + 1, so that nothing is divided.
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

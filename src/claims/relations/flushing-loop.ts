import { type Flush, uniformAccumulation } from '../../orders/accumulation.ts';
import { compile } from '../../orders/compile-accumulation.ts';
import { sequentialTree } from '../../orders/families/sequential-tree.ts';
import { runProgram } from '../../orders/run-program.ts';
import type { Draw } from '../behaviour-claim.ts';
import type { Factors, Run } from '../relation-claim.ts';
import { drawNumber } from './orders-of-ours.ts';

/** Loops, with rounded products and fused, that flush subnormal numbers as said. */
export const flushingLoops = (flush: Flush, manner: string): readonly Run[] =>
  (['rounded-products', 'fused'] as const).map((arithmetic) => ({
    name: `a loop in binary32, ${arithmetic === 'fused' ? 'fused' : 'products rounded'}, ${manner}`,
    compute: (factors) => {
      const program = compile({ ...uniformAccumulation(sequentialTree(factors.length), arithmetic), flush });
      const [left, right, out] = [0, 1, 2].map(() => new Float32Array(factors.length)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      factors.forEach(([x, y], t) => {
        [left[t], right[t]] = [x, y];
      });
      runProgram(program, left, right, factors.length, 1, out);
      return out[0]!;
    },
  }));

/** Products around 2^-126, from one to twelve of them, with factors that may be subnormal. */
export function drawTiny(draw: Draw): Factors {
  return Array.from({ length: 1 + draw(12) }, () => {
    const k = draw(60);
    return [Math.fround(drawNumber(draw, -150 + k, -120 + k)), drawNumber(draw, -k, -k)] as const;
  });
}

/** The hypothesis of both claims. */
export function ofModestSums(factors: Factors): string | undefined {
  const sum = factors.reduce((total, [x, y]) => total + Math.abs(x * y), 0);
  return sum < 2 ** 100 ? undefined : 'the products are too large';
}

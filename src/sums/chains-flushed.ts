import { smallestNormal32 } from '../float/constants.ts';
import { sum32 } from '../float/sum32.ts';
import type { Flush } from './accumulation.ts';
import type { Chain } from './chains.ts';
import { flushSum, tiny } from './flush.ts';
import { opcode } from './program.ts';

/** What one step of a chain does: is the product rounded, is the sum kept in binary64, or rounded to binary32 once or twice. */
interface Step {
  readonly rounded: boolean;
  readonly wide: boolean;
  readonly once: boolean;
}

/**
 * Chains, as in chains.ts, of accumulations that flush subnormal inputs, products or sums: the same steps term by term, with what
 * is tiny multiplied by zero, which keeps its sign (flush.ts says what counts as tiny). Sums are looked at closely only where they
 * are small.
 */
function flushedChain({ rounded, wide, once }: Step, { inputs, products, sums }: Flush): Chain {
  return (left, right, base, n, count, operands, from, to, registers, offset) => {
    const leastInput = inputs ? smallestNormal32 : 0;
    const leastProduct = products ? tiny : 0;
    const leastSum = sums ? smallestNormal32 : -1;
    for (let w = 0; w < count; w++) {
      const start = base + w * n;
      let sum = registers[offset + w]!;
      for (let k = from; k < to; k++) {
        const at = start + operands[k]!;
        let x = left[at]!;
        let y = right[at]!;
        if (Math.abs(x) < leastInput) x *= 0;
        if (Math.abs(y) < leastInput) y *= 0;
        let product = x * y;
        if (rounded) product = Math.abs(product) < leastProduct ? product * 0 : Math.fround(product);
        const exact = sum + product;
        if (wide) sum = exact;
        else {
          const narrow = once ? sum32(sum, product) : Math.fround(exact);
          sum = Math.abs(exact) <= leastSum && exact !== 0 ? flushSum(sum, product, narrow, once) : narrow;
        }
      }
      registers[offset + w] = sum;
    }
  };
}

const steps: Readonly<Record<number, Step>> = {
  [opcode.chainRounded]: { rounded: true, wide: false, once: false },
  [opcode.chainFused]: { rounded: false, wide: false, once: true },
  [opcode.chainWide]: { rounded: false, wide: true, once: false },
  [opcode.chainRoundedWide]: { rounded: true, wide: true, once: false },
  [opcode.chainTwice]: { rounded: false, wide: false, once: false },
};

/** By operation, the chains of one way of flushing. */
export function flushedChains(flush: Flush): Readonly<Record<number, Chain>> {
  return Object.fromEntries(Object.entries(steps).map(([operation, step]) => [operation, flushedChain(step, flush)]));
}

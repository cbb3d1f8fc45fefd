import { sum32 } from '../float/addition.ts';
import { smallestNormal32 } from '../float/format.ts';
import type { Flush } from './accumulation.ts';
import { opcode } from './program.ts';
import { flushSum, tiny } from './underflow.ts';

/**
 * A chain is one instruction of a program over a block of windows: `sum = sum ⊕ left · right` for the terms in
 * `operands[from..to)`, in one register. Each rounding to binary32 is one Math.fround, exactly as program.ts states.
 *
 * The loops below repeat one another on purpose, for speed: a shared loop would call a function per term. Two or four
 * windows advance side by side, because each addition waits for the one before it. If that does not divide the block,
 * the last window is computed again and stored as before.
 */
export type Chain = (
  left: Float32Array,
  right: Float32Array,
  base: number,
  n: number,
  count: number,
  operands: Int32Array,
  from: number,
  to: number,
  registers: Float64Array,
  offset: number,
) => void;

/** Rounded products, binary32 sums. */
export const chainRounded: Chain = (left, right, base, n, count, operands, from, to, registers, offset) => {
  const last = count - 1;
  for (let w = 0; w < count; w += 4) {
    const windowA = w;
    const windowB = Math.min(w + 1, last);
    const windowC = Math.min(w + 2, last);
    const windowD = Math.min(w + 3, last);
    const startA = base + windowA * n;
    const startB = base + windowB * n;
    const startC = base + windowC * n;
    const startD = base + windowD * n;
    let a = registers[offset + windowA]!;
    let b = registers[offset + windowB]!;
    let c = registers[offset + windowC]!;
    let d = registers[offset + windowD]!;
    for (let k = from; k < to; k++) {
      const term = operands[k]!;
      a = Math.fround(a + Math.fround(left[startA + term]! * right[startA + term]!));
      b = Math.fround(b + Math.fround(left[startB + term]! * right[startB + term]!));
      c = Math.fround(c + Math.fround(left[startC + term]! * right[startC + term]!));
      d = Math.fround(d + Math.fround(left[startD + term]! * right[startD + term]!));
    }
    registers[offset + windowA] = a;
    registers[offset + windowB] = b;
    registers[offset + windowC] = c;
    registers[offset + windowD] = d;
  }
};

/** Exact products, one rounding to binary32: fused multiply-add. */
export const chainFused: Chain = (left, right, base, n, count, operands, from, to, registers, offset) => {
  const last = count - 1;
  for (let w = 0; w < count; w += 2) {
    const windowA = w;
    const windowB = Math.min(w + 1, last);
    const startA = base + windowA * n;
    const startB = base + windowB * n;
    let a = registers[offset + windowA]!;
    let b = registers[offset + windowB]!;
    for (let k = from; k < to; k++) {
      const term = operands[k]!;
      a = sum32(left[startA + term]! * right[startA + term]!, a);
      b = sum32(left[startB + term]! * right[startB + term]!, b);
    }
    registers[offset + windowA] = a;
    registers[offset + windowB] = b;
  }
};

/** Exact products, binary64 sums. */
export const chainWide: Chain = (left, right, base, n, count, operands, from, to, registers, offset) => {
  const last = count - 1;
  for (let w = 0; w < count; w += 4) {
    const windowA = w;
    const windowB = Math.min(w + 1, last);
    const windowC = Math.min(w + 2, last);
    const windowD = Math.min(w + 3, last);
    const startA = base + windowA * n;
    const startB = base + windowB * n;
    const startC = base + windowC * n;
    const startD = base + windowD * n;
    let a = registers[offset + windowA]!;
    let b = registers[offset + windowB]!;
    let c = registers[offset + windowC]!;
    let d = registers[offset + windowD]!;
    for (let k = from; k < to; k++) {
      const term = operands[k]!;
      a = a + left[startA + term]! * right[startA + term]!;
      b = b + left[startB + term]! * right[startB + term]!;
      c = c + left[startC + term]! * right[startC + term]!;
      d = d + left[startD + term]! * right[startD + term]!;
    }
    registers[offset + windowA] = a;
    registers[offset + windowB] = b;
    registers[offset + windowC] = c;
    registers[offset + windowD] = d;
  }
};

/** Rounded products, binary64 sums. */
export const chainRoundedWide: Chain = (left, right, base, n, count, operands, from, to, registers, offset) => {
  const last = count - 1;
  for (let w = 0; w < count; w += 4) {
    const windowA = w;
    const windowB = Math.min(w + 1, last);
    const windowC = Math.min(w + 2, last);
    const windowD = Math.min(w + 3, last);
    const startA = base + windowA * n;
    const startB = base + windowB * n;
    const startC = base + windowC * n;
    const startD = base + windowD * n;
    let a = registers[offset + windowA]!;
    let b = registers[offset + windowB]!;
    let c = registers[offset + windowC]!;
    let d = registers[offset + windowD]!;
    for (let k = from; k < to; k++) {
      const term = operands[k]!;
      a = a + Math.fround(left[startA + term]! * right[startA + term]!);
      b = b + Math.fround(left[startB + term]! * right[startB + term]!);
      c = c + Math.fround(left[startC + term]! * right[startC + term]!);
      d = d + Math.fround(left[startD + term]! * right[startD + term]!);
    }
    registers[offset + windowA] = a;
    registers[offset + windowB] = b;
    registers[offset + windowC] = c;
    registers[offset + windowD] = d;
  }
};

/** Exact products, sums rounded to binary64 and then to binary32. */
export const chainTwice: Chain = (left, right, base, n, count, operands, from, to, registers, offset) => {
  const last = count - 1;
  for (let w = 0; w < count; w += 4) {
    const windowA = w;
    const windowB = Math.min(w + 1, last);
    const windowC = Math.min(w + 2, last);
    const windowD = Math.min(w + 3, last);
    const startA = base + windowA * n;
    const startB = base + windowB * n;
    const startC = base + windowC * n;
    const startD = base + windowD * n;
    let a = registers[offset + windowA]!;
    let b = registers[offset + windowB]!;
    let c = registers[offset + windowC]!;
    let d = registers[offset + windowD]!;
    for (let k = from; k < to; k++) {
      const term = operands[k]!;
      a = Math.fround(a + left[startA + term]! * right[startA + term]!);
      b = Math.fround(b + left[startB + term]! * right[startB + term]!);
      c = Math.fround(c + left[startC + term]! * right[startC + term]!);
      d = Math.fround(d + left[startD + term]! * right[startD + term]!);
    }
    registers[offset + windowA] = a;
    registers[offset + windowB] = b;
    registers[offset + windowC] = c;
    registers[offset + windowD] = d;
  }
};

/**
 * One step of a chain: whether the product is rounded, and whether the sum stays in binary64 (`wide`) or is rounded to
 * binary32 once or twice.
 */
interface Step {
  readonly rounded: boolean;
  readonly wide: boolean;
  readonly once: boolean;
}

/**
 * A chain that flushes subnormal inputs, products or sums. The steps are those of the chains above, and what is tiny
 * (underflow.ts) is multiplied by zero, which keeps its sign. Only small sums are examined closely.
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

/** The chains for one way of flushing, by opcode. */
export function flushedChains(flush: Flush): Readonly<Record<number, Chain>> {
  return Object.fromEntries(Object.entries(steps).map(([operation, step]) => [operation, flushedChain(step, flush)]));
}

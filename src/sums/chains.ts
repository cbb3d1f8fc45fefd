import { sum32 } from '../float/sum32.ts';

/**
 * Chains: one instruction of a program over a block of windows, `sum = sum ⊕ left · right` for the terms in
 * `operands[from..to)`, from and into one register. Several windows advance side by side, because each addition waits
 * for the one before it and the processor would wait too; where the block does not come out even, the last window is
 * computed again and stored as before. Every step is exactly the arithmetic that its name in program.ts states: each
 * rounding to binary32 is a Math.fround.
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

/** Exact products, one rounding to binary32: true FMA. */
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

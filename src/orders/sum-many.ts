import { growExpansion, roundExpansion32, roundExpansion64 } from '../float/expansion.ts';

/**
 * An addition of several registers with one rounding, window by window: register = RN(Σ registers in
 * operands[from..to)), as the adders of matrix units do at their best. Zero is −0 only where all operands are; NaN and
 * infinities are summed as they come.
 */
export function sumMany(
  registers: Float64Array,
  operands: Int32Array,
  from: number,
  to: number,
  block: number,
  count: number,
  target: number,
  format: 'binary32' | 'binary64',
): void {
  for (let w = 0; w < count; w++) {
    const values: number[] = [];
    for (let k = from; k < to; k++) values.push(registers[operands[k]! * block + w]!);
    registers[target + w] = sumOnce(values, format);
  }
}

/** The exact sum of some numbers, rounded once. */
export function sumOnce(values: readonly number[], format: 'binary32' | 'binary64'): number {
  let plain = -0;
  for (const value of values) plain += value;
  if (!Number.isFinite(plain)) return plain;
  const expansion: number[] = [];
  for (const value of values) growExpansion(expansion, value);
  if (expansion.length === 0) return plain === 0 ? plain : 0;
  return format === 'binary32' ? roundExpansion32(expansion) : roundExpansion64(expansion);
}

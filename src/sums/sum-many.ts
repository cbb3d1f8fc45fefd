import { growExpansion, roundExpansion32, roundExpansion64 } from '../float/expansion.ts';
import { sum32 } from '../float/sum32.ts';
import { sumError } from '../float/two-sum.ts';

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
  const values = new Array<number>(to - from).fill(0);
  for (let w = 0; w < count; w++) {
    for (let k = from; k < to; k++) values[k - from] = registers[operands[k]! * block + w]!;
    registers[target + w] = sumOnce(values, format);
  }
}

/** The exact sum of some numbers, rounded once. Where no more than one addition in binary64 loses anything, that is a sum of two. */
export function sumOnce(values: readonly number[], format: 'binary32' | 'binary64'): number {
  let plain = -0;
  let lost = -0;
  let losses = 0;
  for (const value of values) {
    const sum = plain + value;
    const error = sumError(plain, value, sum);
    if (error !== 0) {
      lost = error;
      losses++;
    }
    plain = sum;
  }
  if (!Number.isFinite(plain)) return plain;
  if (losses < 2) return format === 'binary32' ? sum32(plain, lost) : plain + lost;
  const expansion: number[] = [];
  for (const value of values) growExpansion(expansion, value);
  if (expansion.length === 0) return plain === 0 ? plain : 0;
  return format === 'binary32' ? roundExpansion32(expansion) : roundExpansion64(expansion);
}

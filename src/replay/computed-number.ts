import type { NumberFormat } from '../conv/shape.ts';
import type { ComputedNumber } from '../corpus/entry.ts';
import { bits32, bits64 } from '../float/bits.ts';

/** A number as an entry writes it: bits, and the shortest decimal for people. */
export function computedNumber(value: number, format: NumberFormat): ComputedNumber {
  const bits = format === 'binary32' ? bits32(value) : bits64(value);
  return { format, bits, decimal: Object.is(value, -0) ? '-0' : String(value) };
}

import { leadingExponent, type Pair } from './round-exactly.ts';

/**
 * What a fused adder keeps of its operands: with 2^E ≤ the largest < 2^(E + 1), the part of each down to 2^(E − 23 − guardBits), cut toward
 * zero. Every part is a whole number of at most 24 + guardBits bits, so binary64 holds it.
 */
export function cutToPlace(operands: readonly Pair[], guardBits: number): readonly Pair[] {
  const largest = operands.reduce((most, { high, low }) => Math.max(most, leadingExponentOf(high, low)), lowest);
  if (largest === lowest) return operands;
  const place = 2 ** (largest - 23 - guardBits);
  return operands.map(({ high, low }): Pair => {
    const quotient = high / place;
    const whole = Math.trunc(quotient);
    // A whole number of places and a little less.
    const less = whole === quotient && low !== 0 && low > 0 !== high > 0;
    return { high: (less ? whole - Math.sign(high) : whole) * place, low: 0 };
  });
}

const lowest = -2000;

function leadingExponentOf(high: number, low: number): number {
  if (high === 0) return lowest;
  const exponent = leadingExponent(high);
  return low !== 0 && low > 0 !== high > 0 && Math.abs(high) === 2 ** exponent ? exponent - 1 : exponent;
}

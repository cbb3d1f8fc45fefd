import { type Dyadic, dyadic, roundDyadic } from './dyadic.ts';
import { binary64, type Format } from './format.ts';

/** d ÷ divisor, rounded once to nearest even in a format. The divisor is a whole number from 1 to 2^53. */
export function roundQuotient(d: Dyadic, divisor: number, format: Format = binary64): number {
  if (divisor === 1) return roundDyadic(d, format, 'nearest-even');
  const { significand, exponent } = d;
  // Enough bits that the quotient has more than 64; a last bit stands for the rest of the division.
  const size = significand < 0n ? -significand : significand;
  const shifted = size << 128n;
  const whole = shifted / BigInt(divisor);
  const sticky = whole * BigInt(divisor) === shifted ? 0n : 1n;
  const rounded = (whole << 1n) + sticky;
  return roundDyadic(dyadic(significand < 0n ? -rounded : rounded, exponent - 129), format, 'nearest-even');
}

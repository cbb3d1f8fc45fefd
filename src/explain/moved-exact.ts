import { absDyadic, type Dyadic, decimalOf, dyadic, subtractDyadic } from '../float/dyadic.ts';
import type { MovedExact } from './explanation.ts';
import { ratioOf, ulpExponent } from './output-facts.ts';

/** How far rounding the inputs moved the exact value. */
export function movedExact(from: Dyadic, to: Dyadic): MovedExact {
  const moved = subtractDyadic(to, from);
  const isZero = ({ significand }: Dyadic): boolean => significand === 0n;
  return {
    from: decimalOf(from),
    ulp: isZero(to) ? null : ratioOf(moved, dyadic(1n, ulpExponent(to, 'binary32'))),
    relative: isZero(from) ? null : ratioOf(absDyadic(moved), absDyadic(from)),
  };
}

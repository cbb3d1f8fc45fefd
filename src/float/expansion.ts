import { sum32, sumError } from './addition.ts';

/**
 * Adds x to an expansion, in place. An expansion is a list of binary64 numbers that do not overlap, smallest first; its
 * exact sum is the value, and the empty list is zero. Shewchuk, Adaptive precision floating-point arithmetic and fast
 * robust geometric predicates (Discrete & Computational Geometry 18, 1997), Theorem 10 (grow-expansion with zero
 * elimination). Numbers must be finite and sums must not overflow binary64.
 *
 * A second way to the exact value, for checking: it shares only TwoSum with exact-dot.ts.
 */
export function growExpansion(expansion: number[], x: number): void {
  let carried = x;
  let kept = 0;
  for (const component of expansion) {
    const sum = carried + component;
    const error = sumError(carried, component, sum);
    if (error !== 0) expansion[kept++] = error;
    carried = sum;
  }
  expansion.length = kept;
  if (carried !== 0) expansion.push(carried);
}

/**
 * The leading parts. `high` is within one rounding of the exact value, and `low` has the sign of what `high` lacks.
 * Adding goes from the top and stops at the first inexact addition: what lies below cannot change the sign of its
 * error.
 */
export function leading(expansion: readonly number[]): {
  readonly high: number;
  readonly low: number;
  readonly below: number;
} {
  let high = 0;
  for (let i = expansion.length - 1; i >= 0; i--) {
    const component = expansion[i]!;
    const sum = high + component;
    const low = sumError(high, component, sum);
    high = sum;
    if (low !== 0) return { high, low, below: i === 0 ? 0 : expansion[i - 1]! };
  }
  return { high, low: 0, below: 0 };
}

/**
 * Rounds to binary64, to nearest even. Only a near-tie needs care: `high` was rounded as a tie, but what lies below
 * breaks it.
 */
export function roundExpansion64(expansion: readonly number[]): number {
  const { high, low, below } = leading(expansion);
  const next = high + 2 * low;
  const wasTie = next - high === 2 * low;
  return wasTie && below !== 0 && below > 0 === low > 0 ? next : high;
}

/** Rounds once to binary32, to nearest even. */
export function roundExpansion32(expansion: readonly number[]): number {
  const { high, low } = leading(expansion);
  return sum32(high, low);
}

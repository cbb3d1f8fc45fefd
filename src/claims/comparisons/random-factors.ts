import type { SummationAlgorithm } from '../../sums/algorithm.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { subjectId } from '../../sums/subject-id.ts';
import { type Factors, type Run, runOf } from '../comparison-claim.ts';
import type { Draw } from '../metamorphic-claim.ts';

/** The runs of the algorithms of lastbit that `chosen` accepts. */
export const runsOf = (
  chosen: (algorithm: SummationAlgorithm) => boolean,
  arranged?: (factors: Factors) => Factors,
): readonly Run[] => algorithms.filter(chosen).map((algorithm) => runOf(subjectId(algorithm), arranged));

/** A random binary32 number of either sign with at most `bits` significant bits, 2^low ≤ |x| < 2^(high+1). */
export function drawNumber(draw: Draw, low: number, high: number, bits = 24): number {
  const significand = 2 ** (bits - 1) + draw(2 ** (bits - 1));
  return (draw(2) === 0 ? 1 : -1) * significand * 2 ** (low + draw(high - low + 1) - bits + 1);
}

/**
 * One to twenty random factors between 2^-20 and 2^20, some of them zero: with few bits or all, of one magnitude or
 * many.
 */
export function drawFactors(draw: Draw): Factors {
  const [n, bits, spread] = [1 + draw(20), draw(2) === 0 ? 24 : 1 + draw(12), draw(2) === 0 ? 0 : 19];
  const number = (): number => (draw(12) === 0 ? 0 : drawNumber(draw, -spread, spread, bits));
  return Array.from({ length: n }, () => [number(), number()] as const);
}

/** The hypothesis that P < 2^100. */
export function ofModestSums(factors: Factors): string | undefined {
  const sum = factors.reduce((total, [x, y]) => total + Math.abs(Math.fround(x) * Math.fround(y)), 0);
  return sum < 2 ** 100 ? undefined : 'the products are too large';
}

/** The same, and no product other than zero is below 2^least. */
export function ofNoSmallProducts(least: number): (factors: Factors) => string | undefined {
  return (factors) => {
    const isSmall = factors.some(([x, y]) => {
      const product = Math.abs(Math.fround(x) * Math.fround(y));
      return product !== 0 && product < 2 ** least;
    });
    return isSmall ? `a product is below 2^${least}` : ofModestSums(factors);
  };
}

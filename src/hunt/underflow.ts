import { binary16, binary32, type Format, smallestNormal32 } from '../float/format.ts';
import { type Accumulation, isFused, roundingsOf } from '../sums/accumulation.ts';

/**
 * What underflow and flushing may add to the error of n products, at most. Each of at most 2n + 2 roundings (products,
 * sums, bias, result) may lose a spacing of its format around 0, or all that is below the normal range if it flushes.
 * Later roundings may enlarge that loss by less than a factor of 2, as long as they lose less than half of their
 * operands in all. Without an accumulation binary32 and flushing are assumed. Lost factors are not counted:
 * `leastFactorOf` rules them out.
 */
export function underflowOf(n: number, accumulation?: Accumulation): number {
  const flushes = accumulation === undefined || accumulation.flush.products || accumulation.flush.sums;
  const lost = (format: Format): number => smallestNormal(format) * (flushes ? 1 : 2 ** (1 - format.precision));
  return 2 * (2 * n + 2) * Math.max(...[binary32, ...formatsOf(accumulation)].map(lost));
}

/** Smaller factors may be flushed, or lose bits when they are narrowed. */
export function leastFactorOf(accumulation?: Accumulation): number {
  return accumulation?.inputs?.range === 'binary16' ? smallestNormal(binary16) : smallestNormal32;
}

const smallestNormal = ({ minExponent }: Format): number => 2 ** minExponent;

/** The formats of all roundings. */
export function formatsOf(accumulation?: Accumulation): readonly Format[] {
  if (accumulation === undefined) return [];
  const { nodes, products, productFormat = binary32 } = accumulation;
  return [
    ...(products.includes('rounded') ? [productFormat] : []),
    ...new Set(
      nodes.flatMap((node) =>
        isFused(node) ? [binary32] : Object.values(roundingsOf(node)).filter((f) => f !== undefined),
      ),
    ),
  ];
}

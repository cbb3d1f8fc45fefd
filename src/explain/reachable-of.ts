import type { Terms } from '../conv/terms.ts';
import { bits32 } from '../float/bits.ts';
import { type Dyadic, dyadic, dyadicOf, subtractDyadic } from '../float/dyadic.ts';
import type { Candidate } from './candidate.ts';
import type { Reachable, ReachableShare } from './explanation.ts';
import { fullDecimal } from './full-decimal.ts';
import { ratioOf, ulpExponent } from './ratio-of.ts';
import { orderDistribution, ordersToTry, reachableResults } from './reachable-results.ts';

/** The results of many random orders over the rounded products of one output, and which subject gives which of them. */
export function reachableOf(
  { left, right }: Terms,
  exact: Dyadic | undefined,
  candidates: readonly Candidate[],
  seed: number,
  wanted: number,
): Reachable {
  const products = left.map((x, t) => Math.fround(x * right[t]!));
  const { tried, values, counts } = reachableResults(products, ordersToTry(products.length, wanted), seed);
  const narrow = candidates.filter(({ format }) => format === 'binary32');
  const giving = (value: number): string[] =>
    narrow.filter((one) => Object.is(one.value, value)).map(({ subject }) => subject);
  const shares = Array.from(values, (value, index): ReachableShare => {
    const count = counts[index]!;
    return {
      bits: bits32(value),
      decimal: fullDecimal(value),
      offsetUlp: offset(value, exact),
      count,
      share: count / tried,
      subjects: giving(value),
    };
  });
  const found = new Set(shares.map(({ bits }) => bits));
  return {
    seed,
    distribution: orderDistribution,
    tried,
    distinct: values.length,
    smallest: fullDecimal(values[0]!),
    largest: fullDecimal(values[values.length - 1]!),
    shares,
    notReached: narrow.filter(({ value }) => !found.has(bits32(value))).map(({ subject }) => subject),
  };
}

function offset(value: number, exact: Dyadic | undefined): number | null {
  if (exact === undefined || exact.significand === 0n || !Number.isFinite(value)) return null;
  return ratioOf(subtractDyadic(dyadicOf(value), exact), dyadic(1n, ulpExponent(exact, 'binary32')));
}

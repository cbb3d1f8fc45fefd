import type { OutputPair } from '../metamorphic-claim.ts';

/** The pairs of one case, repeated for all cases of a batch. `sizes` are the outputs of a case, as it was and varied. */
export function pairsOfCases(
  count: number,
  sizes: readonly [first: number, second: number],
  pairs: readonly OutputPair[],
): readonly OutputPair[] {
  return Array.from({ length: count }, (_, index) =>
    pairs.map((pair) => ({ ...pair, first: pair.first + index * sizes[0], second: pair.second + index * sizes[1] })),
  ).flat();
}

import type { Claim } from '../claims/claim.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { entryOfComparison } from './entry-of-comparison.ts';

/** The entry of every refuted claim's own refutation, in the claims' order. */
export function refutationEntries(claims: readonly Claim[]): readonly CorpusEntry[] {
  return claims.flatMap((claim) => {
    if (claim.kind !== 'comparison' || claim.refutation === undefined) return [];
    const { factors, results, because } = claim.refutation;
    return [entryOfComparison(claim, factors, results, { seed: 0, distribution: 'by hand' }, because)];
  });
}

import type { Claim } from '../claims/claim.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { entryOfRelation } from './entry-of-relation.ts';

/** The entry of every refuted claim's own refutation, in the claims' order. */
export function refutationEntries(claims: readonly Claim[]): readonly CorpusEntry[] {
  return claims.flatMap((claim) => {
    if (claim.kind !== 'relation' || claim.refutation === undefined) return [];
    const { factors, results, because } = claim.refutation;
    return [entryOfRelation(claim, factors, results, { seed: 0, family: 'by hand' }, because)];
  });
}

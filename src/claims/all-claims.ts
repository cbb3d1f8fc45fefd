import { UsageError } from '../float/usage-error.ts';
import type { Claim } from './claim.ts';
import { differenceAnyOrder } from './difference-any-order.ts';
import { dotAnyOrder } from './dot-any-order.ts';

/** Every claim, in table order. */
export const allClaims: readonly Claim[] = [dotAnyOrder, differenceAnyOrder];

/** The claims of these ids; all of them without any. Throws a UsageError for an id that no claim has. */
export function claimsNamed(ids: readonly string[]): readonly Claim[] {
  if (ids.length === 0) return allClaims;
  return [...new Set(ids)].map((id) => {
    const claim = allClaims.find((candidate) => candidate.id === id);
    if (claim !== undefined) return claim;
    throw new UsageError(`no claim ${JSON.stringify(id)}; there are ${allClaims.map((known) => known.id).join(', ')}`);
  });
}

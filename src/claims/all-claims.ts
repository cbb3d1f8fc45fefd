import { UsageError } from '../float/usage-error.ts';
import type { Claim, OutputClaim } from './claim.ts';
import { differenceAnyOrder } from './difference-any-order.ts';
import { dotAnyOrder } from './dot-any-order.ts';
import { dotCorrectlyRounded } from './dot-correctly-rounded.ts';
import { dotDot2 } from './dot-dot2.ts';
import { dotExactGrid } from './dot-exact-grid.ts';
import { dotHeight } from './dot-height.ts';
import { dotKahan } from './dot-kahan.ts';
import { dotNeumaier } from './dot-neumaier.ts';
import { dotWide } from './dot-wide.ts';
import type { SubjectTraits } from './subject-traits.ts';

/** Every claim, in table order. */
export const allClaims: readonly Claim[] = [
  dotAnyOrder,
  differenceAnyOrder,
  dotHeight,
  dotWide,
  dotCorrectlyRounded,
  dotKahan,
  dotNeumaier,
  dotDot2,
  dotExactGrid,
];

/** The claims of these ids; all of them without any. Throws a UsageError for an id that no claim has. */
export function claimsNamed(ids: readonly string[]): readonly Claim[] {
  if (ids.length === 0) return allClaims;
  return [...new Set(ids)].map((id) => {
    const claim = allClaims.find((candidate) => candidate.id === id);
    if (claim !== undefined) return claim;
    throw new UsageError(`no claim ${JSON.stringify(id)}; there are ${allClaims.map((known) => known.id).join(', ')}`);
  });
}

/** The claim that bounds a subject's error: the first about outputs that speaks of it. */
export function boundingClaim(subject: SubjectTraits): OutputClaim | undefined {
  return allClaims.find((claim) => claim.kind === 'output' && claim.silentOn(subject) === undefined) as
    | OutputClaim
    | undefined;
}

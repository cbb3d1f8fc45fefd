import { nearestText } from '../float/nearest-text.ts';
import { UsageError } from '../float/usage-error.ts';
import { behaviourClaims } from './behaviour-claims.ts';
import type { Claim, ErrorClaim, OutputClaim } from './claim.ts';
import { differenceAnyOrder } from './difference-any-order.ts';
import { dotAnyOrder } from './dot-any-order.ts';
import { dotCorrectlyRounded } from './dot-correctly-rounded.ts';
import { dotDot2 } from './dot-dot2.ts';
import { dotExactGrid } from './dot-exact-grid.ts';
import { dotFabsum } from './dot-fabsum.ts';
import { dotGradualUnderflow } from './dot-gradual-underflow.ts';
import { dotHeight } from './dot-height.ts';
import { dotKahan } from './dot-kahan.ts';
import { dotKlein } from './dot-klein.ts';
import { dotNeumaier } from './dot-neumaier.ts';
import { dotNonFinite } from './dot-non-finite.ts';
import { dotWide } from './dot-wide.ts';
import { dotBlocked } from './dots/dot-blocked.ts';
import { dotClassical } from './dots/dot-classical.ts';
import { dotFusedLoop } from './dots/dot-fused-loop.ts';
import { dotLanes } from './dots/dot-lanes.ts';
import { dotNUnits } from './dots/dot-n-units.ts';
import { dotNoOverflow } from './dots/dot-no-overflow.ts';
import { dotNumpyPairwise } from './dots/dot-numpy-pairwise.ts';
import { dotOptimal } from './dots/dot-optimal.ts';
import { dotPairwise } from './dots/dot-pairwise.ts';
import { dotSuperblock } from './dots/dot-superblock.ts';
import { dotTwoRoundings } from './dots/dot-two-roundings.ts';
import { dotUnderflow } from './dots/dot-underflow.ts';
import { operationClaims } from './operation-claims.ts';
import { refutedClaims } from './refuted-claims.ts';
import { relationClaims } from './relation-claims.ts';
import type { SubjectTraits } from './subject-traits.ts';
import { sumClaims } from './sum-claims.ts';

/** The claims that bound an error of outputs, in table order. */
export const errorClaims: readonly ErrorClaim[] = [
  dotAnyOrder,
  differenceAnyOrder,
  dotHeight,
  dotWide,
  dotCorrectlyRounded,
  dotKahan,
  dotNeumaier,
  dotKlein,
  dotFabsum,
  dotDot2,
  dotClassical,
  dotNUnits,
  dotOptimal,
  dotFusedLoop,
  dotTwoRoundings,
  dotPairwise,
  dotNumpyPairwise,
  dotBlocked,
  dotSuperblock,
  dotLanes,
  dotUnderflow,
  dotNoOverflow,
  dotExactGrid,
  dotNonFinite,
  dotGradualUnderflow,
];

/** Every claim, in table order. */
export const allClaims: readonly Claim[] = [
  ...errorClaims,
  ...behaviourClaims,
  ...operationClaims,
  ...sumClaims,
  ...relationClaims,
  ...refutedClaims,
];

/** The claims of these ids; all of them without any. Throws a UsageError for an id that no claim has. */
export function claimsNamed(ids: readonly string[]): readonly Claim[] {
  if (ids.length === 0) return allClaims;
  const known = allClaims.map(({ id }) => id);
  return [...new Set(ids)].map((id) => {
    const claim = allClaims.find((candidate) => candidate.id === id);
    if (claim !== undefined) return claim;
    throw new UsageError(`no claim ${JSON.stringify(id)}; did you mean ${nearestText(id, known)}?`);
  });
}

/** The claim that bounds a subject's error: the first about outputs that speaks of it. */
export function boundingClaim(subject: SubjectTraits): OutputClaim | undefined {
  return errorClaims.filter((claim) => claim.kind === 'output').find((claim) => claim.silentOn(subject) === undefined);
}

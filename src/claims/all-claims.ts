import { nearestText } from '../errors/nearest-text.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Claim, ErrorClaim } from './claim.ts';
import { comparisonClaims } from './comparison-claims.ts';
import { differenceAnyOrder } from './error-bounds/difference-any-order.ts';
import { dotAnyOrder } from './error-bounds/dot-any-order.ts';
import { dotBlocked } from './error-bounds/dot-blocked.ts';
import { dotClassical } from './error-bounds/dot-classical.ts';
import { dotCorrectlyRounded } from './error-bounds/dot-correctly-rounded.ts';
import { dotDot2 } from './error-bounds/dot-dot2.ts';
import { dotExactGrid } from './error-bounds/dot-exact-grid.ts';
import { dotFabsum } from './error-bounds/dot-fabsum.ts';
import { dotFusedLoop } from './error-bounds/dot-fused-loop.ts';
import { dotGradualUnderflow } from './error-bounds/dot-gradual-underflow.ts';
import { dotHeight } from './error-bounds/dot-height.ts';
import { dotKahan } from './error-bounds/dot-kahan.ts';
import { dotKlein } from './error-bounds/dot-klein.ts';
import { dotLanes } from './error-bounds/dot-lanes.ts';
import { dotNUnits } from './error-bounds/dot-n-units.ts';
import { dotNeumaier } from './error-bounds/dot-neumaier.ts';
import { dotNoOverflow } from './error-bounds/dot-no-overflow.ts';
import { dotNonFinite } from './error-bounds/dot-non-finite.ts';
import { dotNumpyPairwise } from './error-bounds/dot-numpy-pairwise.ts';
import { dotOptimal } from './error-bounds/dot-optimal.ts';
import { dotPairwise } from './error-bounds/dot-pairwise.ts';
import { dotSuperblock } from './error-bounds/dot-superblock.ts';
import { dotTwoRoundings } from './error-bounds/dot-two-roundings.ts';
import { dotUnderflow } from './error-bounds/dot-underflow.ts';
import { dotWide } from './error-bounds/dot-wide.ts';
import { metamorphicClaims } from './metamorphic-claims.ts';
import { operationClaims } from './operation-claims.ts';
import { refutedClaims } from './refuted-claims.ts';
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
  ...metamorphicClaims,
  ...operationClaims,
  ...sumClaims,
  ...comparisonClaims,
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

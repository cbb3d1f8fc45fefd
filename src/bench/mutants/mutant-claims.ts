import { errorClaims } from '../../claims/all-claims.ts';
import type { OutputClaim } from '../../claims/claim.ts';
import { families } from '../../inputs/families.ts';
import type { Family } from '../../inputs/family.ts';

/** Every claim about the outputs of one engine. */
export const plantedClaims: readonly OutputClaim[] = errorClaims.filter((claim) => claim.kind === 'output');

/** The default mix, but with NaN and infinities in every tenth batch. */
export const familiesWithSpecials: readonly Family[] = families.map((family) =>
  family.name === 'specials' ? { ...family, share: 0.1 } : family,
);

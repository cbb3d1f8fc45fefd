import { errorClaims } from '../../claims/all-claims.ts';
import type { OutputClaim } from '../../claims/claim.ts';
import type { Distribution } from '../../inputs/distribution.ts';
import { distributions } from '../../inputs/distributions.ts';

/** Every claim about the outputs of one engine. */
export const mutantClaims: readonly OutputClaim[] = errorClaims.filter((claim) => claim.kind === 'output');

/** The default mix, but with NaN and infinities in every tenth batch. */
export const distributionsWithSpecials: readonly Distribution[] = distributions.map((distribution) =>
  distribution.name === 'specials' ? { ...distribution, share: 0.1 } : distribution,
);

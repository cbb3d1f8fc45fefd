import { errorClaims } from '../../claims/all-claims.ts';
import type { OutputClaim } from '../../claims/claim.ts';
import { dotGradualUnderflow } from '../../claims/dot-gradual-underflow.ts';
import { dotNonFinite } from '../../claims/dot-non-finite.ts';
import { allFamilies, families } from '../../generate/families.ts';
import type { Family } from '../../generate/family.ts';

/** Every claim about the outputs of one engine, those that need NaN or an engine that flushes among them. */
export const plantedClaims: readonly OutputClaim[] = [
  ...new Set([...errorClaims.filter((claim) => claim.kind === 'output'), dotGradualUnderflow, dotNonFinite]),
];

/** The default mix, and with it NaN and infinities as every tenth batch. */
export const familiesWithSpecials: readonly Family[] = [
  ...families,
  ...allFamilies.filter(({ name }) => name === 'specials').map((family) => ({ ...family, share: 0.1 })),
];

import type { ErrorBound, ErrorClaim } from './claim.ts';
import type { SubjectTraits } from './subject-traits.ts';

/**
 * Which bound applies: what a claim allows a subject, a claim about two it and its partner. undefined where it says
 * nothing of them.
 */
export function boundFor(claim: ErrorClaim, subject: SubjectTraits, partner?: SubjectTraits): ErrorBound | undefined {
  if (claim.kind === 'output') return claim.inapplicableTo(subject) === undefined ? claim.boundFor(subject) : undefined;
  if (partner === undefined || claim.inapplicableTo(subject, partner) !== undefined) return undefined;
  return claim.boundFor(subject, partner);
}

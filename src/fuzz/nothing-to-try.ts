import type { Claim } from '../claims/claim.ts';
import { isUserEngine } from '../engines/user-engine.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Tally } from './tally.ts';

/** Throws a UsageError if a campaign has no row of a subject that is there. */
export function refuseNothing(tallies: readonly Tally[], claims: readonly Claim[]): void {
  if (tallies.some(({ absent }) => absent === undefined)) return;
  const [first] = tallies;
  const ids = claims.map(({ id }) => id).join(', ');
  const why =
    first === undefined
      ? `${ids} ${claims.length > 1 ? 'do' : 'does'} not apply to these subjects`
      : `${first.subject} is missing: ${first.absent}`;
  // An engine of the user's own is to be mended, not replaced.
  const isUsers = first !== undefined && isUserEngine(first.subject.split('/')[0]!);
  throw new UsageError(`nothing to try: ${why}${isUsers ? '' : '; choose other subjects or another claim'}`);
}

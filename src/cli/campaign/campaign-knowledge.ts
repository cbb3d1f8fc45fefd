import { allClaims } from '../../claims/all-claims.ts';
import { type ClaimDefinition, outputClaimOf } from '../../claims/user-claim.ts';
import type { AnyEntry } from '../../corpus/entry.ts';
import { loadKnownBehaviours, type ObservedBehaviour } from '../../corpus/observed-behaviours.ts';
import { loadKnownDefects } from '../../corpus/store.ts';
import type { Registry } from '../../engines/engine.ts';
import { printable } from '../../errors/printable.ts';
import { withSoundDefects } from '../../replay/check-entry.ts';

/** What a campaign knows before it begins. */
export interface Knowledge {
  readonly known: readonly AnyEntry[];
  readonly observed: readonly ObservedBehaviour[];
  /** Why files of the corpus could not be read. Each is said once. */
  readonly unreadable: readonly string[];
}

/** Reads the corpus of a folder. `users`: the user's own claims. */
export function readKnowledge(
  corpus: string,
  { subjects }: Pick<Registry, 'subjects'>,
  users: readonly ClaimDefinition[],
  say: (line: string) => void,
): Knowledge {
  const every = [...allClaims, ...users.map(outputClaimOf)];
  const { entries, unreadable } = withSoundDefects(loadKnownDefects(corpus), subjects, every);
  for (const { reason } of unreadable) say(printable(reason));
  return {
    known: entries.map(({ entry }) => entry),
    observed: loadKnownBehaviours(corpus)?.rows ?? [],
    unreadable: unreadable.map(({ reason }) => reason),
  };
}

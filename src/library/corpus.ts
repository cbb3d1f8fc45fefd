import { allClaims } from '../claims/all-claims.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import { loadCorpus } from '../corpus/store.ts';
import { UsageError } from '../errors/usage-error.ts';
import { replayEntries } from '../replay/replay-entry.ts';
import { engineSubjectOf, type Subject } from './subjects.ts';

/** What was kept of one finding; docs/corpus.md describes the whole file. */
export interface KeptEntry {
  /** Hash of claim, subjects and inputs. */
  readonly id: string;
  /** The file. */
  readonly path: string;
  /** The claim that it is about. */
  readonly claim: string;
  /** The id of the subject that computed. */
  readonly subject: string;
  /** What a replay at the recorded version must show. */
  readonly expectation: 'must-hold' | 'may-differ' | 'must-fail';
}

/** A corpus folder as it was read. */
export interface KeptCorpus {
  /** Sorted by path. */
  readonly entries: readonly KeptEntry[];
  /** Files that could not be read, each with its reason. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/** What became of an entry. */
export interface Replayed {
  /** Of the entry. */
  readonly id: string;
  /** `missing`, `declined`, `failed`, `unknown`: there is no verdict. */
  readonly state: 'violated' | 'holds' | 'discarded' | 'missing' | 'declined' | 'failed' | 'unknown';
  /** Undefined where there is no verdict, or it may differ. */
  readonly asExpected?: boolean;
  /** Why it has no verdict, or what another version does in another way; one line. */
  readonly reason?: string;
}

const known = new WeakMap<KeptEntry, AnyEntry>();

/**
 * Reads a corpus folder, as `lastbit fuzz` writes it. A missing folder is empty.
 *
 * @example
 * ```js
 * import { openEngines, readCorpus, replayCorpus } from 'lastbit';
 * const { entries } = readCorpus('no-such-folder');
 * const engines = await openEngines({ engines: ['lastbit'] });
 * console.log((await replayCorpus(entries, engines.subjects)).length); // 0
 * await engines.close();
 * ```
 */
export function readCorpus(folder: string): KeptCorpus {
  const { entries, unreadable } = loadCorpus(folder);
  return {
    entries: entries.map(({ path, entry }) => {
      const { id, claim, subject, expectation } = entry;
      const kept: KeptEntry = { id, path, claim, subject: subject.id, expectation };
      known.set(kept, entry);
      return kept;
    }),
    unreadable,
  };
}

/**
 * Asks the subjects again about entries of a corpus.
 *
 * @param entries - of `readCorpus`
 * @param subjects - those that the entries name; an entry whose subject is not among them is `unknown`
 * @throws UsageError, one line: an entry is not from `readCorpus`
 */
export async function replayCorpus(
  entries: readonly KeptEntry[],
  subjects: readonly Subject[],
): Promise<readonly Replayed[]> {
  const loaded = entries.map((entry) => {
    const found = known.get(entry);
    if (found === undefined) throw new UsageError(`entry ${entry.id}: not one that \`readCorpus\` returned`);
    return found;
  });
  const replays = await replayEntries(loaded, subjects.map(engineSubjectOf), allClaims);
  return replays.map(({ entry, state, asExpected, reason, news }) => ({
    ...{ id: entry.id, state },
    ...(asExpected === undefined ? {} : { asExpected }),
    ...(reason === undefined && news === undefined ? {} : { reason: reason ?? news ?? '' }),
  }));
}

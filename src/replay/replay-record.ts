import type { AnyEntry } from '../corpus/entry.ts';

/**
 * The result of replaying an entry. `asExpected` is undefined if the subject gave no verdict or the entry may differ.
 */
export interface Replay {
  readonly entry: AnyEntry;
  readonly state: 'violated' | 'holds' | 'discarded' | 'missing' | 'declined' | 'failed' | 'unknown';
  /** Why there is no verdict. */
  readonly reason?: string;
  /** The version of the subject that was asked. */
  readonly version?: string;
  /**
   * The ratio found by this replay. Absent if the claim has none; infinite if the number is not finite or the bound is
   * 0.
   */
  readonly errorOverBound?: number;
  readonly sameBits?: boolean;
  readonly asExpected?: boolean;
  /** Set if another version of the subject gives another verdict than the recorded version. */
  readonly news?: string;
}

/** What replaying found, before it is compared with the expectation. */
export interface Shown {
  readonly state: 'violated' | 'holds' | 'discarded';
  readonly reason?: string;
  readonly version: string;
  readonly errorOverBound?: number;
  readonly sameBits: boolean;
}

export function unknownReplay(entry: AnyEntry, reason: string): Replay {
  return { entry, state: 'unknown', reason };
}

/** The subject is not registered. It may be a program of the user, which must then be named again. */
export function withoutSubject(entry: AnyEntry): Replay {
  const { id } = entry.subject;
  return unknownReplay(entry, `there is no subject ${id}; if it is yours, --engine ${id.split('/')[0]}=COMMAND`);
}

/** At the recorded version the expectation is binding. At another version, a difference is news. */
export function judgedReplay(entry: AnyEntry, shown: Shown): Replay {
  const { expectation, subject } = entry;
  const { state, version } = shown;
  const replay: Replay = { entry, ...shown };
  if (expectation === 'may-differ') return replay;
  const met = expectation === 'must-fail' ? state === 'violated' : state !== 'violated';
  if (met || version === subject.version) return { ...replay, asExpected: met };
  const news =
    state === 'violated'
      ? `BROKEN: ${subject.id} passes in version ${subject.version} and fails in version ${version}`
      : `FIXED: ${subject.id} fails in version ${subject.version} and passes in version ${version}`;
  return { ...replay, news };
}

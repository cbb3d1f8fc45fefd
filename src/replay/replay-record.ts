import type { AnyEntry } from '../corpus/entry.ts';

/** What became of an entry. `asExpected`: undefined where it could not be asked, or may differ. */
export interface Replay {
  readonly entry: AnyEntry;
  readonly state: 'violated' | 'holds' | 'discarded' | 'missing' | 'declined' | 'failed' | 'unknown';
  /** Why it has no verdict. */
  readonly reason?: string;
  /** Version of the subject that was asked now. */
  readonly version?: string;
  /** Now; absent where the claim has none, infinite where the number is not finite or the bound is 0. */
  readonly errorOverBound?: number;
  readonly sameBits?: boolean;
  readonly asExpected?: boolean;
  /** Another version answers in another way than the recorded one. */
  readonly news?: string;
}

/** What replaying found out, before it is held against what was expected. */
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

/** Its subject is not here: perhaps it is a program of the user's, which has to be named again. */
export function withoutSubject(entry: AnyEntry): Replay {
  const { id } = entry.subject;
  return unknownReplay(entry, `there is no subject ${id}; if it is yours, --engine ${id.split('/')[0]}=COMMAND`);
}

/** At the recorded version the expectation is binding; at another one, a difference is news. */
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

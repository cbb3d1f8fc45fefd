import { allClaims } from '../claims/all-claims.ts';
import type { Claim } from '../claims/claim.ts';
import type { AnyEntry, CorpusEntry } from '../corpus/entry.ts';
import { absentOnDemand } from '../engines/find-engine.ts';
import { isUserEngine } from '../engines/user-engine.ts';

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
  /** Set if the subject gives another verdict than the entry records, and this is no fault or a new one. */
  readonly news?: string;
  /** What the entry would record of this replay. */
  readonly numbers?: ReplayedNumbers;
}

/** The numbers of an entry that depend on what the subject computed. */
export type ReplayedNumbers = Partial<
  Pick<CorpusEntry, 'computed' | 'partnerComputed' | 'variedComputed' | 'exact' | 'bound' | 'errorOverBound'>
>;

/** What replaying found, before it is compared with the expectation. */
export interface Shown {
  readonly state: 'violated' | 'holds' | 'discarded';
  readonly reason?: string;
  readonly version: string;
  readonly errorOverBound?: number;
  readonly sameBits: boolean;
  readonly numbers?: ReplayedNumbers;
}

const engineOf = ({ subject }: AnyEntry): string => subject.id.split('/')[0] ?? '';

/** Whether the subject of an entry is a program of the user's own. */
export const isOwnEntry = (entry: AnyEntry): boolean => isUserEngine(engineOf(entry));

/** Whether an entry about a program or a claim of the user's own was not replayed: --engine or --claims is missing. */
export function isUnasked({ entry, state }: Replay): boolean {
  return state === 'unknown' && (isOwnEntry(entry) || !allClaims.some(({ id }) => id === entry.claim));
}

/**
 * Whether a replay fails: something is not as expected, or the engine failed. A program of the user's own is wrong
 * whenever it violates a claim that nobody may violate, whatever its entry expects.
 */
export function isWrong({ entry, state, asExpected }: Replay): boolean {
  if (asExpected === false || state === 'failed') return true;
  return state === 'violated' && isOwnEntry(entry) && isErrorIfViolated(entry, allClaims);
}

/** Whether a violation is an error: the claim is proven, or it is one of the user's own, which nobody else has. */
export function isErrorIfViolated({ claim: id }: AnyEntry, builtIn: readonly Claim[]): boolean {
  const claim = builtIn.find((one) => one.id === id);
  return claim === undefined || claim.status === 'proven';
}

export function unknownReplay(entry: AnyEntry, reason: string): Replay {
  return { entry, state: 'unknown', reason };
}

/** The subject is not registered: its engine is not installed, or a program of the user, to be named again. */
export function withoutSubject(entry: AnyEntry): Replay {
  const { id } = entry.subject;
  const absent = absentOnDemand(id);
  if (absent !== undefined) return { entry, state: 'missing', reason: absent };
  return unknownReplay(entry, `there is no subject ${id}; if it is yours, --engine ${engineOf(entry)}=COMMAND`);
}

/**
 * At the recorded version the expectation is binding. At another version, a difference is news. A program of the user's
 * own is mended without a new version: what failed and holds is FIXED, what held and fails is a REGRESSION.
 */
export function judgedReplay(entry: AnyEntry, shown: Shown): Replay {
  const { expectation, subject } = entry;
  const { state, version } = shown;
  const replay: Replay = { entry, ...shown };
  if (expectation === 'may-differ') return replay;
  const met = expectation === 'must-fail' ? state === 'violated' : state !== 'violated';
  if (!met && isOwnEntry(entry)) {
    const was = `${subject.id} ${subject.version}`;
    if (state === 'violated') return { ...replay, asExpected: false, news: `REGRESSION: it held for ${was}` };
    return { ...replay, news: `FIXED: it failed for ${was}` };
  }
  if (met || version === subject.version) return { ...replay, asExpected: met };
  const news =
    state === 'violated'
      ? `BROKEN: ${subject.id} passes in version ${subject.version} and fails in version ${version}`
      : `FIXED: ${subject.id} fails in version ${subject.version} and passes in version ${version}`;
  return { ...replay, news };
}

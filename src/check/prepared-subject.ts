import type { Subject } from '../engines/engine.ts';
import { probeUnderflow } from '../engines/probe-underflow.ts';
import { type Flush, noFlush } from '../sums/accumulation.ts';

/** A subject that can be asked, with what claims need to know of it: it satisfies `SubjectTraits`. */
export interface PreparedSubject extends Subject {
  readonly version: string;
  readonly flush: Flush;
}

/** A subject that cannot be asked, and why. */
export interface MissingSubject extends Subject {
  readonly reason: string;
  readonly howToGetIt: string;
}

export const howToGet = ({ reason, howToGetIt }: MissingSubject): string => `${reason}; to get it: ${howToGetIt}`;

/** A subject as another process of this machine has prepared it; without `flush` it is probed again. */
export type PreparedElsewhere = Pick<PreparedSubject, 'id' | 'version'> & Partial<Pick<PreparedSubject, 'flush'>>;

/**
 * Asks every subject whether it is available. Probes what it does below 2^-126, in binary32 only; our own algorithms
 * are probed too. Engines start in parallel; each answers one question at a time.
 */
export async function prepareSubjects(
  subjects: readonly Subject[],
  elsewhere: readonly PreparedElsewhere[] = [],
): Promise<{ readonly ready: readonly PreparedSubject[]; readonly missing: readonly MissingSubject[] }> {
  const prepared = await Promise.all(subjects.map((subject) => prepare(subject, elsewhere)));
  return {
    ready: prepared.filter((item): item is PreparedSubject => 'version' in item),
    missing: prepared.filter((item): item is MissingSubject => 'reason' in item),
  };
}

async function prepare(
  subject: Subject,
  elsewhere: readonly PreparedElsewhere[],
): Promise<PreparedSubject | MissingSubject> {
  const availability = await subject.availability();
  if (availability.kind === 'missing') {
    const { reason, howToGetIt } = availability;
    return { ...subject, reason, howToGetIt };
  }
  const { version } = availability;
  const known = elsewhere.find((one) => one.id === subject.id && one.version === version)?.flush;
  const flush = known ?? (subject.format === 'binary64' ? noFlush : (await probeUnderflow(subject)).flush);
  return { ...subject, version, flush };
}

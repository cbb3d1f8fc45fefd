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

/**
 * Asks every subject whether it is available. Probes what it does below 2^-126, in binary32 only; our own algorithms
 * are probed too. Engines start in parallel; each answers one question at a time.
 */
export async function prepareSubjects(
  subjects: readonly Subject[],
): Promise<{ readonly ready: readonly PreparedSubject[]; readonly missing: readonly MissingSubject[] }> {
  const prepared = await Promise.all(subjects.map(prepare));
  return {
    ready: prepared.filter((item): item is PreparedSubject => 'version' in item),
    missing: prepared.filter((item): item is MissingSubject => 'reason' in item),
  };
}

async function prepare(subject: Subject): Promise<PreparedSubject | MissingSubject> {
  const availability = await subject.availability();
  if (availability.kind === 'missing') {
    const { reason, howToGetIt } = availability;
    return { ...subject, reason, howToGetIt };
  }
  const flush = subject.format === 'binary64' ? noFlush : (await probeUnderflow(subject)).flush;
  return { ...subject, version: availability.version, flush };
}

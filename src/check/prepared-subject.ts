import type { SubjectTraits } from '../claims/subject-traits.ts';
import type { Subject } from '../engines/engine.ts';
import { probeUnderflow } from '../engines/probe-underflow.ts';
import { gradualUnderflow } from '../sums/underflow.ts';

/** A subject that can be asked, with what a claim must know of it. */
export interface PreparedSubject {
  readonly subject: Subject;
  readonly version: string;
  readonly traits: SubjectTraits;
}

/** A subject that cannot. */
export interface MissingSubject {
  readonly subject: Subject;
  readonly reason: string;
  readonly howToGetIt: string;
}

export const howToGet = ({ reason, howToGetIt }: MissingSubject): string => `${reason}; to get it: ${howToGetIt}`;

/**
 * Asks every subject whether it is there and probes what it does below 2^-126. Our own orders are probed like all others.
 * Engines start side by side, and each of them answers one question at a time.
 */
export async function prepareSubjects(
  subjects: readonly Subject[],
): Promise<{ readonly ready: readonly PreparedSubject[]; readonly missing: readonly MissingSubject[] }> {
  const prepared = await Promise.all(subjects.map(prepare));
  return {
    ready: prepared.filter((item): item is PreparedSubject => 'traits' in item),
    missing: prepared.filter((item): item is MissingSubject => !('traits' in item)),
  };
}

async function prepare(subject: Subject): Promise<PreparedSubject | MissingSubject> {
  const availability = await subject.availability();
  if (availability.kind === 'missing') {
    const { reason, howToGetIt } = availability;
    return { subject, reason, howToGetIt };
  }
  const { id, format, summation } = subject;
  const underflow = format === 'binary64' ? gradualUnderflow : (await probeUnderflow(subject)).traits;
  return { subject, version: availability.version, traits: { id, format, summation, underflow } };
}

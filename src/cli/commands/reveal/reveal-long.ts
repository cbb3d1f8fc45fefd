import { outputSize } from '../../../conv/output-shape.ts';
import type { ConvShape } from '../../../conv/shape.ts';
import type { AvailableSubject, Registry } from '../../../engines/engine.ts';
import type { SubjectOptions } from '../../../reveal/convolution/reveal-subject.ts';
import { isExplained, type RecordedRevelation, revealRecorded } from '../../../reveal/convolution/revelation-record.ts';
import { openThreaded, threadedSubject } from '../../../survey/run-survey.ts';
import { formatCount } from '../../../text/format-number.ts';
import { liveLine } from '../../../text/live-line.ts';

/** What is replayed where nobody says how much: so many outputs, if they do not take longer. */
export const manyReplays = 1_000_000;
export const mostSeconds = 20;

/** Reveals a subject and replays many outputs, showing on standard error how far that is; asks the engine with two threads as well. */
export async function revealLong(
  { subject, version }: AvailableSubject,
  shape: ConvShape,
  registry: Registry,
  options: SubjectOptions,
): Promise<RecordedRevelation> {
  const limited = options.replays === undefined ? { replays: manyReplays, replayMs: mostSeconds * 1000 } : {};
  const live = liveLine();
  const threaded = await openThreaded();
  try {
    const revealed = await revealRecorded(subject, version, shape, registry, {
      ...{ ...options, ...limited, threaded: threadedSubject(subject, threaded) },
      confirmedCases: Math.ceil((options.replays ?? manyReplays) / outputSize(shape, subject.operation)),
      onReplayed: (done, of) => live.show(`${formatCount(done)} of ${formatCount(of)} outputs replayed`),
    });
    const restarts = registry.statistics().reduce((sum, one) => sum + one.restarts, 0);
    if (restarts > 0 && isExplained(revealed))
      live.say(
        `${subject.id} broke off ${restarts === 1 ? 'once' : `${restarts} times`}, was started again and asked anew`,
      );
    const cases = revealed.records.reduce((sum, { replay }) => sum + (replay?.cases ?? 0), 0);
    if (options.replays === undefined && isExplained(revealed) && cases < manyReplays)
      live.say(`replays were stopped after ${mostSeconds} s; --replays ${manyReplays} does them all`);
    return revealed;
  } finally {
    live.end();
    await threaded.close();
  }
}

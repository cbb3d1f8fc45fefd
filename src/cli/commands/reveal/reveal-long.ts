import { outputSize } from '../../../conv/output-shape.ts';
import type { ConvShape } from '../../../conv/shape.ts';
import { checkPlan, termCount } from '../../../conv/terms.ts';
import type { AvailableSubject, Registry, Subject } from '../../../engines/engine.ts';
import { engineTable } from '../../../engines/engine-table.ts';
import { absentOnDemand } from '../../../engines/find-engine.ts';
import { line } from '../../../errors/printable.ts';
import { nearestText, UsageError } from '../../../errors/usage-error.ts';
import { revealRecorded } from '../../../reveal/convolution/reveal-recorded.ts';
import { affordableReplays, type SubjectOptions } from '../../../reveal/convolution/reveal-subject.ts';
import { isExplained, type RecordedRevelation } from '../../../reveal/convolution/revelation-record.ts';
import { openThreaded, threadedSubject } from '../../../survey/run-survey.ts';
import { liveLine } from '../../../text/live-line.ts';
import { counted, formatCount } from '../../../text/numbers.ts';

/**
 * What is replayed by default: this many outputs, a tenth of them for a slow engine and for a user's own, which may be
 * slow, or as many as have this many products. Time is no limit.
 */
export const manyReplays = 1_000_000;
export const ownReplays: number = manyReplays / 10;
export const mostProducts: number = 2 ** 26;

/** Reveals a subject, also with two threads, and replays many outputs. Progress goes to standard error. */
export async function revealLong(
  { subject, version }: AvailableSubject,
  shape: ConvShape,
  registry: Registry,
  options: SubjectOptions,
): Promise<RecordedRevelation> {
  const affordable = Math.max(1, Math.floor(mostProducts / termCount(shape, subject.operation)));
  const ofOne = options.output === undefined ? manyReplays : affordableReplays(shape, subject.operation);
  const isQuick = (name: string): boolean =>
    engineTable.some((entry) => entry.name === name && entry.outputsAtOnce === undefined);
  const most = subject.engine === 'lastbit' || isQuick(subject.engine) ? manyReplays : ownReplays;
  const replays = options.replays ?? Math.min(most, affordable, ofOne);
  const live = liveLine();
  const threaded = await openThreaded();
  try {
    const revealed = await revealRecorded(subject, version, shape, registry, {
      ...{ ...options, replays, threaded: threadedSubject(subject, threaded) },
      confirmedCases: Math.ceil(replays / outputSize(shape, subject.operation)),
      onReplayed: (done, of) => live.show(`${formatCount(done)} of ${formatCount(of)} outputs replayed in this step`),
    });
    const restarts = registry.statistics().reduce((sum, one) => sum + one.restarts, 0);
    if (restarts > 0 && isExplained(revealed))
      live.say(`${subject.id} stopped and was restarted ${restarts === 1 ? 'once' : `${restarts} times`}`);
    if (options.replays === undefined && isExplained(revealed) && replays < manyReplays)
      live.say(
        `${replays < most ? 'Long sums' : 'Your engine'}: ${formatCount(replays)} outputs were replayed; ` +
          `--replays ${manyReplays} replays more.`,
      );
    return revealed;
  } finally {
    live.end();
    await threaded.close();
  }
}

/** The subject with this id. Throws a UsageError if there is none. */
export function subjectNamed(id: string, { subjects }: Registry): Subject {
  const subject = subjects.find((one) => one.id === id);
  if (subject !== undefined) return subject;
  const absent = absentOnDemand(id);
  if (absent !== undefined) throw new UsageError(`subject ${id}: ${absent}`);
  const ofEngine = subjects.filter(({ engine }) => engine === id).map((one) => one.id);
  if (ofEngine.length > 0)
    throw new UsageError(`subject ${id}: an engine; name one of its subjects: ${ofEngine.join(', ')}`);
  const meant = nearestText(
    id,
    subjects.map((one) => one.id),
  );
  throw new UsageError(
    `subject ${id}: there is no such subject; did you mean ${meant}? \`npx lastbit engines\` lists them`,
  );
}

/** Throws a UsageError for a shape that the operation does not accept, or an output that the shape does not have. */
export function checkRequest(subject: Subject, shape: ConvShape, output: number | undefined): void {
  checkPlan(shape, subject.operation);
  const outputs = outputSize(shape, subject.operation);
  if (output !== undefined && output >= outputs) {
    throw new UsageError(`--output ${output}: the shape has ${counted(outputs, 'output')}, counted from 0`);
  }
}

/** The subject with its version. If it is missing: undefined, a line on standard error, and exit status 1. */
export async function ifAvailable(subject: Subject): Promise<AvailableSubject | undefined> {
  const availability = await subject.availability();
  if (availability.kind === 'ready') return { subject, version: availability.version };
  const { reason, howToGetIt } = availability;
  process.stderr.write(line`lastbit: ${subject.id} is missing: ${reason}; to get it: ${howToGetIt}\n`);
  process.exitCode = 1;
  return undefined;
}

import { outputSize } from '../../../conv/output-shape.ts';
import type { ConvShape } from '../../../conv/shape.ts';
import { planTerms } from '../../../conv/terms.ts';
import type { AvailableSubject, Registry, Subject } from '../../../engines/engine.ts';
import { UsageError } from '../../../errors/usage-error.ts';

/** Throws a UsageError for a name that no subject has. */
export function subjectNamed(id: string, { subjects }: Registry): Subject {
  const subject = subjects.find((one) => one.id === id);
  if (subject !== undefined) return subject;
  throw new UsageError(`subject ${id}: there is no such subject; \`npx lastbit engines\` lists them`);
}

/** Throws a UsageError for a shape that the operation does not have, or an output that the shape does not have. */
export function checkRequest(subject: Subject, shape: ConvShape, output: number | undefined): void {
  planTerms(shape, subject.operation);
  const outputs = outputSize(shape, subject.operation);
  if (output !== undefined && output >= outputs) {
    throw new UsageError(`--output ${output}: the shape has ${outputs} outputs, counted from 0`);
  }
}

/** The subject with its version; or, with a line on standard error and the exit status set, undefined where it is missing. */
export async function ifAvailable(subject: Subject): Promise<AvailableSubject | undefined> {
  const availability = await subject.availability();
  if (availability.kind === 'ready') return { subject, version: availability.version };
  const { reason, howToGetIt } = availability;
  process.stderr.write(`lastbit: ${subject.id} is missing: ${reason}; ${howToGetIt}\n`);
  process.exitCode = 1;
  return undefined;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Batch } from '../conv/batch.ts';
import { unsuited } from '../conv/check-shape.ts';
import type { NumberFormat, Operation } from '../conv/shape.ts';
import { firstOutside, isNarrow } from '../float/narrow-numbers.ts';
import { places } from '../places/places.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { AsideClient } from './aside.ts';
import type { Availability, Outcome, Subject } from './engine.ts';
import type { Missing } from './find-engine.ts';
import { processor } from './machine.ts';
import { ownSubjects } from './own-subjects.ts';
import type { EngineClient } from './process/engine-client.ts';
import { formats } from './protocol/messages.ts';

/** What identifies a subject of an engine. */
export interface ForeignName {
  readonly engine: string;
  readonly operation: Operation;
  readonly format: NumberFormat;
  readonly setting?: string;
}

/** A subject computed by an engine process. The process starts at the first request. */
export function foreignSubject(
  name: ForeignName,
  client: EngineClient,
  aside: AsideClient,
  howToGetIt: string,
): Subject {
  const availability = async (): Promise<Availability> => {
    try {
      const { version, environment, operations } = await client.hello();
      const offered = operations.filter(({ name: one }) => one === name.operation).flatMap(({ formats }) => formats);
      if (!offered.includes(name.format)) return notHere(name, offered);
      return { kind: 'ready', version, environment };
    } catch (error) {
      return { kind: 'missing', reason: `it does not start: ${(error as Error).message}`, howToGetIt };
    }
  };
  return {
    ...name,
    id: subjectId({ ...name, name: name.operation }),
    summation: 'unknown',
    availability,
    evaluate: (batch) => askIn(name, client, batch),
    aside: (batch) => askIn(name, aside, batch),
  };
}

/** The table names what an engine can offer; its host says what the library does on this machine. */
function notHere(name: ForeignName, offered: readonly string[]): Missing {
  const format = formats.find((one) => offered.includes(one));
  const { operation } = name;
  const reason = `its host does not offer ${operation} in ${name.format} on this machine`;
  if (format === undefined) return { kind: 'missing', reason, howToGetIt: 'choose another operation' };
  const other = subjectId({ ...name, name: operation, format });
  return { kind: 'missing', reason: `${reason}, but in ${format}`, howToGetIt: `take ${other} instead` };
}

/** A subject is asked only for shapes of its operation, and in 16 bits for inputs that are numbers of its format. */
async function askIn(
  { operation, format }: ForeignName,
  client: Pick<EngineClient, 'evaluate'>,
  batch: Batch,
): Promise<Outcome> {
  const reason = unsuited(batch.shape, operation);
  if (reason !== undefined) return { kind: 'declined', reason: `shape.${reason}` };
  if (isNarrow(format) && [batch.images, batch.kernels].some((numbers) => firstOutside(numbers, format) >= 0))
    return { kind: 'declined', reason: `an input is no number of ${format}` };
  return client.evaluate(operation, format, batch);
}

/** A subject whose engine is missing. It keeps its row, and fails if asked. */
export function missingSubject(name: ForeignName, missing: Missing): Subject {
  return {
    ...name,
    id: subjectId({ ...name, name: name.operation }),
    summation: 'unknown',
    availability: async () => missing,
    evaluate: async () => ({ kind: 'failed', reason: `${missing.reason}; to get it: ${missing.howToGetIt}` }),
  };
}

/** The version in package.json, which is also that of our own algorithms. */
export const lastbitVersion: string = JSON.parse(readFileSync(join(places.program, 'package.json'), 'utf8')).version;

/** Our own algorithms on this machine. */
export function lastbitSubjects(): readonly Subject[] {
  return ownSubjects(() => ({
    version: lastbitVersion,
    environment: { ...processor(), threads: 1, node: process.version },
  }));
}

import { shapeKey } from '../conv/shape-text.ts';
import { type Survey, type SurveyRow, surveySchemaName } from '../corpus/survey.ts';
import type { Registry, Subject } from '../engines/engine.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { withOtherThreads } from './open-threaded.ts';
import { surveyRow } from './survey-row.ts';
import { surveyShapes } from './survey-shapes.ts';

export interface SurveyOptions {
  readonly subjects: readonly Subject[];
  /** The same engines with two threads, where they can be told. */
  readonly threaded: Registry;
  /** Rows of an earlier run on this processor: those of the same version are not asked for again. */
  readonly keptOn: (cpu: string) => readonly SurveyRow[];
  readonly signal: AbortSignal;
  readonly onRow: (survey: Survey, row: SurveyRow, done: number, of: number) => void;
  readonly onMissing: (line: string) => void;
}

type Machine = Omit<Survey, 'rows'>;

/** Reveals every subject at every shape of its operation. After each row all that is known so far is handed out, so that nothing is lost. */
export async function runSurvey(options: SurveyOptions): Promise<void> {
  const { subjects, threaded, keptOn, signal, onRow, onMissing } = options;
  const rows: SurveyRow[] = [];
  const of = subjects.reduce((sum, { operation }) => sum + surveyShapes(operation).length, 0);
  let machine: Machine = {
    schema: surveySchemaName,
    cpu: 'unknown',
    cpuFeatures: [],
    platform: 'unknown',
    switches: {},
  };
  let done = 0;
  for (const subject of subjects) {
    const availability = await subject.availability();
    if (availability.kind === 'missing') {
      onMissing(`${subject.id} is missing: ${availability.reason}; ${availability.howToGetIt}`);
      done += surveyShapes(subject.operation).length;
      continue;
    }
    machine = withEnvironment(machine, subject.engine, availability.environment);
    const kept = keptOn(machine.cpu);
    const twice = withOtherThreads(subject, threaded);
    for (const shape of surveyShapes(subject.operation)) {
      // Our own orders wait for no process, so that nothing else would let a signal through.
      await yieldToEventLoop();
      if (signal.aborted) return;
      const { version } = availability;
      const known = kept.find(
        (row) => row.subject === subject.id && row.version === version && row.shape === shapeKey(shape),
      );
      const row = known ?? (await surveyRow(subject, version, shape, twice));
      rows.push(row);
      done += 1;
      onRow(
        { ...machine, rows: [...rows, ...kept.filter((one) => !rows.some((other) => isSame(one, other)))] },
        row,
        done,
        of,
      );
    }
  }
}

function isSame(one: SurveyRow, other: SurveyRow): boolean {
  return one.subject === other.subject && one.shape === other.shape;
}

/** The processor as the first engine names it, and what each engine says of the variables that it looks at. */
function withEnvironment(machine: Machine, engine: string, environment: Readonly<Record<string, unknown>>): Machine {
  const { cpu, cpuFeatures, platform, options } = environment;
  const told = machine.cpu === 'unknown' && typeof cpu === 'string' && Array.isArray(cpuFeatures);
  const processor = told ? { cpu, cpuFeatures: cpuFeatures.map(String), platform: String(platform) } : {};
  const set = Object.entries(options ?? {}).filter(([, value]) => value !== 'not set');
  const own = set.length === 0 || engine in machine.switches ? {} : { [engine]: Object.fromEntries(set) };
  return { ...machine, ...processor, switches: { ...machine.switches, ...own } };
}

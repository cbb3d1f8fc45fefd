import { shapeKey } from '../../conv/shape-key.ts';
import type { Survey, SurveyRow } from '../../corpus/survey.ts';
import type { Registry, Subject } from '../../engines/engine.ts';
import { giveWay } from '../../fuzz/give-way.ts';
import { threadedTwin } from './open-threaded.ts';
import { surveyRow } from './survey-row.ts';
import { surveyShapes } from './survey-shapes.ts';

export interface SurveyOptions {
  readonly subjects: readonly Subject[];
  /** The same engines with two threads, where they can be told. */
  readonly threaded: Registry;
  /** Rows of an earlier run: those of the same version are not asked for again. On another processor than `keptOn` none is kept. */
  readonly kept: readonly SurveyRow[];
  readonly keptOn: string | undefined;
  readonly signal: AbortSignal;
  readonly onRow: (survey: Survey, row: SurveyRow, done: number, of: number) => void;
  readonly onMissing: (line: string) => void;
}

/** Reveals every subject at every shape of its operation. After each row all that is known so far is handed out, so that nothing is lost. */
export async function runSurvey(options: SurveyOptions): Promise<void> {
  const { subjects, threaded, keptOn, signal, onRow, onMissing } = options;
  const rows: SurveyRow[] = [];
  const of = subjects.reduce((sum, { operation }) => sum + surveyShapes(operation).length, 0);
  let machine: Omit<Survey, 'rows'> = { cpu: 'unknown', cpuFeatures: [], platform: 'unknown' };
  let done = 0;
  for (const subject of subjects) {
    const availability = await subject.availability();
    if (availability.kind === 'missing') {
      onMissing(`${subject.id} is missing: ${availability.reason}; ${availability.howToGetIt}`);
      done += surveyShapes(subject.operation).length;
      continue;
    }
    machine = machineOf(availability.environment) ?? machine;
    const kept = keptOn === machine.cpu ? options.kept : [];
    const twice = threadedTwin(subject, threaded);
    for (const shape of surveyShapes(subject.operation)) {
      // Our own orders wait for no process, so that nothing else would let a signal through.
      await giveWay();
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

function machineOf(environment: Readonly<Record<string, unknown>>): Omit<Survey, 'rows'> | undefined {
  const { cpu, cpuFeatures, platform } = environment;
  if (typeof cpu !== 'string' || !Array.isArray(cpuFeatures)) return undefined;
  return { cpu, cpuFeatures: cpuFeatures.map(String), platform: String(platform) };
}

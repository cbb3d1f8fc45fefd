import { outputSize } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { planTerms } from '../conv/terms.ts';
import { type Survey, type SurveyGroup, type SurveyRow, surveySchemaName } from '../corpus/survey.ts';
import type { SurveyedProcessor } from '../corpus/survey-file.ts';
import type { Registry, Subject } from '../engines/engine.ts';
import { withThreads } from '../engines/engine-entry.ts';
import { engineTable } from '../engines/engine-table.ts';
import type { Processor } from '../engines/machine.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { openRegistry } from '../engines/registry.ts';
import { replayDistributions } from '../inputs/distributions.ts';
import { randomOf } from '../inputs/random.ts';
import { mixedBatch } from '../inputs/random-batch.ts';
import { type Crew, shareOut } from '../jobs/share-out.ts';
import { accumulationKey } from '../reveal/accumulation-key.ts';
import { askRounded } from '../reveal/convolution/output-black-box.ts';
import type { OutputGroup } from '../reveal/convolution/output-groups.ts';
import { revealSubject, type SubjectOptions } from '../reveal/convolution/reveal-subject.ts';
import { groupRecord } from '../reveal/convolution/revelation-record.ts';
import { summariseArithmetic } from '../sums/arithmetic-summary.ts';
import { digestOf } from './digest-of.ts';
import { surveyShapes } from './survey-shapes.ts';

export interface SurveyOptions {
  readonly subjects: readonly Subject[];
  /** The same engines with two threads, if they can be told. */
  readonly threaded: Pick<Registry, 'subjects'>;
  /** Ends the processes of engines, which start again when they are asked. */
  readonly rest?: () => Promise<void>;
  /** Rows of an earlier run on a processor. Those of the same version are not asked for again. */
  readonly keptOn: (processor: SurveyedProcessor) => readonly SurveyRow[];
  /** The processor of this machine. By default that which the first engine names, such as a GPU. */
  readonly processor?: Processor;
  readonly signal: AbortSignal;
  /** `survey` gives all that is known; to put it together takes longer than a short row. */
  readonly onRow: (survey: () => Survey, row: SurveyRow, done: number, of: number) => void;
  /** Says that a subject is missing, or how a worker ended. */
  readonly say: (line: string) => void;
  /** Further workers, in processes of their own. */
  readonly crew?: Crew<RowJob, never, SurveyRow> | undefined;
  /** Whether the survey takes long enough for them, when this many rows are left. */
  readonly isLong: (left: number) => boolean;
  /** By default the table of `surveyShapes`. */
  readonly shapesOf?: (subject: Subject) => readonly ConvShape[];
  /** Of a row, in cases. */
  readonly mostReplays?: number;
}

/** One row to be found. */
export interface RowJob {
  readonly subject: string;
  readonly version: string;
  readonly shape: ConvShape;
}

type Machine = Omit<Survey, 'rows'>;

/**
 * Reveals every subject at every shape of its operation. `onRow` receives everything known so far after each row, so
 * that an interruption loses nothing. Rows stand in the order of subjects and shapes, whoever finds which first. Gives
 * the rows that no worker could find, a line each.
 */
export async function runSurvey(options: SurveyOptions): Promise<readonly string[]> {
  const { subjects, threaded, keptOn, signal, onRow, say, shapesOf = surveyShapes } = options;
  const of = subjects.reduce((sum, subject) => sum + shapesOf(subject).length, 0);
  const unknown = { cpu: 'unknown', cpuFeatures: [], platform: 'unknown' };
  let machine: Machine = { schema: surveySchemaName, ...(options.processor ?? unknown), switches: {} };
  let missing = 0;
  const all: RowJob[] = [];
  let latest: string | undefined;
  for (const subject of subjects) {
    if (latest !== undefined && latest !== processOf(subject)) await options.rest?.();
    latest = processOf(subject);
    const availability = await subject.availability();
    if (signal.aborted) return [];
    if (availability.kind === 'missing') {
      say(`${subject.id} is missing: ${availability.reason}; ${availability.howToGetIt}`);
      missing += shapesOf(subject).length;
      continue;
    }
    machine = withEnvironment(machine, subject.engine, availability.environment);
    const { version } = availability;
    for (const shape of shapesOf(subject)) all.push({ subject: subject.id, version, shape });
  }
  const kept = new Map(keptOn(machine).map((row) => [keyOf(row.subject, row.shape), row]));
  const found = new Map<string, SurveyRow>();
  const take = (row: SurveyRow): void => {
    found.set(keyOf(row.subject, row.shape), row);
    const survey = (): Survey => {
      const rows = all.flatMap(({ subject, shape }) => found.get(keyOf(subject, shape)) ?? []);
      const later = [...kept].flatMap(([other, one]) => (found.has(other) ? [] : [one]));
      return { ...machine, rows: [...rows, ...later] };
    };
    onRow(survey, row, missing + found.size, of);
  };
  const left: RowJob[] = [];
  for (const job of all) {
    const known = kept.get(keyOf(job.subject, job.shape));
    if (known?.version === job.version) take(known);
    else left.push(job);
  }
  const lost: string[] = [];
  const find = rowFinder(subjects, threaded, options.rest, options.mostReplays);
  await shareOut<RowJob, never, SurveyRow>(
    {
      next: () => left.shift(),
      isOver: () => signal.aborted,
      isLong: () => options.isLong(left.length),
      ...{ note: () => {}, say },
      // An engine is not waited for after a signal, so what it failed then says nothing of it.
      done: (_, row) => {
        if (!signal.aborted) take(row);
      },
      ended: ({ subject, shape }, what, because) => {
        if (what === 'lost') lost.push(`${subject} ${shapeKey(shape)}: ${because}`);
      },
    },
    { run: find },
    options.crew,
  );
  return lost;
}

/** The process of a subject: that of its engine and setting. */
const processOf = (subject: Subject): string => `${subject.engine} ${/@.*$/.exec(subject.id)?.[0] ?? ''}`;

/**
 * Finds one row after another. `threaded` has the same subjects with two threads. At the first row of another process
 * those before are ended by `rest`, because a setting of a large library takes hundreds of megabytes.
 */
export function rowFinder(
  subjects: readonly Subject[],
  threaded: Pick<Registry, 'subjects'>,
  rest: () => Promise<void> = async () => {},
  mostReplays: number = usualReplays,
): (job: RowJob) => Promise<SurveyRow> {
  const known = new Map(subjects.map((subject) => [subject.id, subject]));
  let latest: string | undefined;
  return async ({ subject: id, version, shape }) => {
    // Our own algorithms need no process, so nothing else would let a signal through.
    await yieldToEventLoop();
    const subject = known.get(id);
    if (subject === undefined) throw new Error(`there is no subject ${id}`);
    if (latest !== undefined && latest !== processOf(subject)) await rest();
    latest = processOf(subject);
    return surveyRow(subject, version, shape, threadedSubject(subject, threaded), mostReplays);
  };
}

const keyOf = (subject: string, shape: ConvShape): string => `${subject} ${shapeKey(shape)}`;

/** The processor as the first engine names it, and the environment variables that each engine heeds. */
function withEnvironment(machine: Machine, engine: string, environment: Readonly<Record<string, unknown>>): Machine {
  const { cpu, cpuModel, cpuFeatures, platform, options } = environment;
  const told = machine.cpu === 'unknown' && typeof cpu === 'string' && Array.isArray(cpuFeatures);
  const processor = told
    ? {
        ...{ cpu, cpuFeatures: cpuFeatures.map(String), platform: String(platform) },
        ...(typeof cpuModel === 'string' ? { cpuModel } : {}),
      }
    : {};
  const set = Object.entries(options ?? {}).filter(([, value]) => value !== 'not set');
  const own = set.length === 0 || engine in machine.switches ? {} : { [engine]: Object.fromEntries(set) };
  return { ...machine, ...processor, switches: { ...machine.switches, ...own } };
}

const trialCases = 32;
/** About how many products the replays of one row have. Time does not count: a slow engine gives the same row. */
const productsOfReplays = 2 ** 23;
/** Each distribution of replays gives 25 cases. With 5,000 cases a survey of ONNX Runtime took over five minutes. */
const [fewestReplays, usualReplays] = [256, 512];
/** All outputs are replayed, but a layer has hundreds of them, and a certificate for each took most of the calls. */
const certified = 16;
/** With more terms, comparing whole cases would take longer than the engine does. */
const comparedTerms = 2 ** 20;

/** One row of the survey. `threaded` is the same subject with two threads, if it can be told. */
async function surveyRow(
  subject: Subject,
  version: string,
  shape: ConvShape,
  threaded: Subject | undefined,
  mostReplays: number,
): Promise<SurveyRow> {
  const outputs = outputSize(shape, subject.operation);
  const row = { subject: subject.id, version, shape, outputs };
  const batch = mixedBatch(randomOf(7, 'survey'), shape, trialCases, replayDistributions);
  const outcome = await askRounded(subject, batch);
  if (outcome.kind !== 'value') {
    const because = outcome.reason.replace(/\s*\n\s*/g, ' ');
    return { ...row, outcome: outcome.kind, because, groups: [], batchKeepsBits: true, threadsKeepBits: null };
  }
  const options = optionsFor(outputs * planTerms(shape, subject.operation).terms, mostReplays);
  const revealed = await revealSubject(subject, shape, { ...options, threaded });
  return {
    ...row,
    ...{ outcome: outcome.kind, because: null },
    groups: revealed.groups.map((group) => groupOf(group, revealed.comparedCases)),
    batchKeepsBits: revealed.batchKeepsBits,
    threadsKeepBits: revealed.threadsKeepBits,
  };
}

function optionsFor(terms: number, mostReplays: number): SubjectOptions {
  return {
    ...{ seed: 2018, certified },
    replays: Math.max(fewestReplays, Math.min(mostReplays, Math.floor(productsOfReplays / terms))),
    comparedCases: Math.max(64, Math.min(mostReplays, 1024, Math.floor(comparedTerms / terms))),
  };
}

function groupOf(group: OutputGroup, comparedCases: number): SurveyGroup {
  const { terms, padded, explained, height, summary, because, calls, rounds, replay } = groupRecord(
    group,
    comparedCases,
  );
  const accumulation = group.revelation.explained ? group.revelation.accumulation : undefined;
  return {
    outputs: group.outputs.length,
    ...{ terms, padded, explained, height, summary },
    arithmetic: accumulation === undefined ? null : summariseArithmetic(accumulation),
    digest: accumulation === undefined ? null : digestOf(accumulationKey(accumulation)),
    ...{ because, calls, rounds, replays: replay?.cases ?? 0, mismatches: replay?.mismatches ?? 0 },
  };
}

/** The engines that can be told the number of threads, with two of them. They start when they are first asked. */
export function openThreaded(): Promise<Registry> {
  const told = engineTable.filter(({ settings }) => settings.every((setting) => withThreads(setting, 2) !== undefined));
  return openRegistry({ threads: 2, engines: told.map(({ name }) => name) });
}

/** The subject with two threads; undefined if its engine cannot be told. */
export function threadedSubject({ id }: Subject, { subjects }: Pick<Registry, 'subjects'>): Subject | undefined {
  return subjects.find((subject) => subject.id === id);
}

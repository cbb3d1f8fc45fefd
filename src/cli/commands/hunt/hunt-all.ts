import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { outputSize } from '../../../conv/output-shape.ts';
import { shapeKey } from '../../../conv/shape-text.ts';
import type { AvailableSubject, Registry } from '../../../engines/engine.ts';
import { machineRecord } from '../../../engines/machine.ts';
import { lastbitVersion } from '../../../engines/subjects.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { readJson } from '../../../files/read-json.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import { bits32, bits64 } from '../../../float/bits.ts';
import { decimalOf } from '../../../float/dyadic.ts';
import { isNarrow } from '../../../float/narrow-numbers.ts';
import { NoAnswer } from '../../../hunt/computer.ts';
import type { HuntRequest } from '../../../hunt/hunt.ts';
import type { HuntResult } from '../../../hunt/hunt-result.ts';
import { outputPlace } from '../../../hunt/place.ts';
import { type TableHunt, tableHunts } from '../../../hunt/worst-case-table.ts';
import { processCrew } from '../../../jobs/process-crew.ts';
import { shareOut } from '../../../jobs/share-out.ts';
import {
  type WorstCaseRow,
  type WorstCases,
  worstCasesName,
  worstCasesSchema,
} from '../../../schemas/worst-cases-schema.ts';
import { scoreText } from '../../../text/hunt-lines.ts';
import { linedJson } from '../../../text/json.ts';
import type { LiveLine } from '../../../text/live-line.ts';
import { worstCasesMarkdown } from '../../../text/worst-cases-markdown.ts';
import type { Interruption } from '../../interruption.ts';
import { sayMemory } from '../../jobs-option.ts';
import type { EngineOptions } from '../../open-engines.ts';
import { chooseSubjects } from '../../subject-options.ts';
import { baseOf, keyOf } from './hunt-state.ts';
import { judgeAndKeep } from './keep-witness.ts';
import { parseOutput } from './parse-hunt.ts';
import { runHunt } from './run-hunt.ts';

function commandOf({ ids, evaluations, seconds }: HuntAllOptions): string {
  return [
    'npx lastbit hunt --all',
    ...ids,
    ...(evaluations === undefined ? [] : [`--evaluations ${evaluations}`]),
    ...(seconds === undefined ? [] : [`--seconds ${seconds}`]),
  ].join(' ');
}

/** The files that `lastbit hunt --all` writes into its folder. */
export const worstCaseFiles = ['worst-cases.json', 'worst-cases.md'] as const;

export interface HuntAllOptions {
  /** Subjects or engines; if empty, all but our own algorithms. */
  readonly ids: readonly string[];
  readonly into: string;
  readonly state: string;
  readonly resume: boolean;
  readonly seed: number;
  /** Of each hunt. */
  readonly evaluations: number | undefined;
  readonly seconds: number | undefined;
  /** Where witnesses are kept, and whether those that are worst cases are. */
  readonly keeping: { readonly corpus: string; readonly save: boolean };
  /** How many hunts run at once. */
  readonly jobs: number;
  readonly engines: EngineOptions;
}

/** One hunt of the table: its subject, and its number among the hunts of that subject. */
export interface HuntJob {
  readonly subject: string;
  readonly version: string;
  readonly number: number;
}

/** What all hunts share that a worker runs. */
export interface HuntBrief {
  readonly engines: EngineOptions;
  readonly each: EachHunt;
}

/** What became of it. Without a row it was interrupted. */
export interface HuntDone {
  readonly row: WorstCaseRow | null;
  /** A line each. */
  readonly faults: readonly string[];
}

/** Workers are started after this time, in ms, if so many hunts are left: their engines take seconds to start. */
const [leastMs, fewestLeft] = [1000, 4] as const;

/**
 * `lastbit hunt --all`: every subject over a table of inputs. The data and the page are written after every row, so
 * that `--resume` continues. Gives the exit status.
 */
export async function huntAll(
  options: HuntAllOptions,
  registry: Registry,
  interruption: Interruption,
  live: LiveLine,
): Promise<number> {
  const { ids, into, seed } = options;
  const chosen =
    ids.length === 0
      ? registry.subjects.filter(({ engine, format }) => engine !== 'lastbit' && !isNarrow(format))
      : chooseSubjects('hunt --all', registry.subjects, ids);
  const [data, page] = worstCaseFiles.map((name) => `${into}/${name}`) as [string, string];
  const earlier = existsSync(data) ? readWorstCases(data) : undefined;
  const { cpu, node } = machineRecord();
  const head = {
    schema: worstCasesName,
    lastbit: lastbitVersion,
    command: commandOf(options),
    cpu,
    node,
    seed,
  } as const;
  const isSameMachine =
    earlier?.cpu === cpu && earlier.node === node && earlier.seed === seed && earlier.lastbit === lastbitVersion;
  let rows = (earlier?.rows ?? []).filter(({ subject }) => !chosen.some(({ id }) => id === subject));
  const kept = options.resume && isSameMachine ? (earlier?.rows ?? []) : [];
  const places = new Map(
    registry.subjects.flatMap(({ id, operation }, at) =>
      tableHunts(operation).map(({ words }, number) => [`${id} ${words}`, at * mostHunts + number] as const),
    ),
  );
  const placeOf = ({ subject, words }: WorstCaseRow): number =>
    places.get(`${subject} ${words}`) ?? registry.subjects.length * mostHunts;
  const faults: string[] = [];
  const of = chosen.reduce((sum, { operation }) => sum + tableHunts(operation).length, 0);
  let done = 0;
  const take = (row: WorstCaseRow): void => {
    done += 1;
    // In the order of the table, whichever hunt ends first.
    rows = [...rows, row].toSorted((a, b) => placeOf(a) - placeOf(b));
    // Parsed, so that fields always have the same order.
    const table = v.parse(worstCasesSchema, { ...head, rows });
    writeWhole(data, linedJson(table, 2));
    writeWhole(page, worstCasesMarkdown(table));
    live.show(`${done} of ${of}: ${row.subject} ${row.words}: ${rowInWords(row)}`);
  };
  const left: HuntJob[] = [];
  for (const subject of chosen) {
    const availability = await subject.availability();
    if (availability.kind === 'missing') {
      live.say(`${subject.id} is missing: ${availability.reason}; ${availability.howToGetIt}`);
      done += tableHunts(subject.operation).length;
      continue;
    }
    const { version } = availability;
    for (const [number, { words }] of tableHunts(subject.operation).entries()) {
      const known = kept.find((row) => row.subject === subject.id && row.version === version && row.words === words);
      if (known === undefined) left.push({ subject: subject.id, version, number });
      else take(known);
    }
  }
  const { jobs, engines, evaluations, seconds, state, keeping } = options;
  const each = { seed, evaluations, seconds, state, keeping };
  const brief = (): HuntBrief => ({ engines, each });
  const crew = processCrew<HuntJob, never, HuntDone, null>(jobs, 'hunt', brief, interruption, live.say);
  const began = performance.now();
  try {
    await shareOut<HuntJob, never, HuntDone>(
      {
        next: () => left.shift(),
        isOver: () => interruption.signal.aborted,
        isLong: () => left.length >= fewestLeft && performance.now() - began >= leastMs,
        ...{ note: () => {}, say: live.say },
        done: (_, { row, faults: found }) => {
          faults.push(...found);
          if (row !== null) take(row);
        },
        ended: ({ subject, number }, what, because) => {
          if (what === 'lost') faults.push(`${subject}, hunt ${number + 1}, was lost twice: ${because}`);
        },
      },
      { run: (job) => huntRow(job, each, registry, interruption) },
      jobs > 1 ? crew : undefined,
    );
  } finally {
    sayMemory(crew.peakBytes, live.say);
    crew.end();
  }
  live.end();
  for (const fault of faults.toSorted()) process.stdout.write(`BUG: ${fault}\n`);
  const stopped = interruption.signal.aborted ? ', interrupted; --resume continues' : '';
  process.stdout.write(`${done} of ${of} hunts are done${stopped}. Written: ${data} and ${page}\n`);
  return faults.length > 0 ? 1 : 0;
}

/** No operation has as many hunts. */
const mostHunts = 1000;

const rowInWords = ({ score, aim, because }: WorstCaseRow): string =>
  score === null ? (because ?? 'nothing found') : scoreText(score, aim);

/** What all hunts of the table have in common. */
export type EachHunt = Pick<HuntAllOptions, 'seed' | 'evaluations' | 'seconds' | 'state' | 'keeping'>;

/** Runs one hunt of the table, and keeps its witness. */
export async function huntRow(
  { subject: id, version, number }: HuntJob,
  each: EachHunt,
  registry: Registry,
  interruption: Pick<Interruption, 'signal'>,
): Promise<HuntDone> {
  const subject = registry.subjects.find((one) => one.id === id);
  const wanted = subject && tableHunts(subject.operation)[number];
  if (subject === undefined || wanted === undefined) throw new Error(`there is no hunt ${number} of ${id}`);
  const faults: string[] = [];
  const row = await rowOf({ subject, version }, wanted, each, interruption, async (result) => {
    // Constrained witnesses are far from the bounds, which know no constraints.
    const save = each.keeping.save && result.aim === 'bound';
    const judged = await judgeAndKeep(result, [subject], { ...each.keeping, save }, registry);
    faults.push(...judged.faults.map((fault) => `${id} ${wanted.words}: ${fault}`));
  });
  return { row: row ?? null, faults };
}

/** One row; undefined if it was interrupted. */
async function rowOf(
  available: AvailableSubject,
  { words, shape, constraints, aim }: TableHunt,
  { seed, evaluations, seconds, state }: EachHunt,
  interruption: Pick<Interruption, 'signal'>,
  onFound: (result: HuntResult) => Promise<void>,
): Promise<WorstCaseRow | undefined> {
  const { subject, version } = available;
  const head = { subject: subject.id, version, words, aim };
  if (outputSize(shape, subject.operation) < 1) throw new UsageError(`${shapeKey(shape)}: has no output`);
  const place = outputPlace(shape, subject.operation, parseOutput(undefined, shape, subject.operation));
  const usual = evaluations ?? (seconds === undefined ? ('usual' as const) : undefined);
  const request: HuntRequest = { subjects: [available], place, constraints, aim, seed, evaluations: usual };
  const key = keyOf(request);
  const began = performance.now();
  try {
    const run = { seconds, state: `${baseOf(state, key)}.json`, key, resume: false, interruption };
    const result = await runHunt(request, run);
    if (interruption.signal.aborted) return undefined;
    const took = Number(((performance.now() - began) / 1000).toPrecision(3));
    await onFound(result);
    return { ...head, ...found(result), seconds: took };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const nothing = { computedAs: null, by: null, score: null, limit: null, ratio: null, random: null, seconds: 0 };
    const none = { evaluations: 0, output: place.output, pixels: [], taps: [], computed: null, exact: null };
    return { ...head, because: error.message, ...nothing, ...none };
  }
}

function found({ subjects: [{ words, by }], limit, progress, witness, ratio, place }: HuntResult) {
  const random = progress.methods.find(({ name }) => name === 'random');
  const [computed] = witness?.confirmed ?? [];
  return {
    ...{ because: null, computedAs: words, by, limit: limit ?? null, ratio },
    score: witness?.score ?? null,
    random: random === undefined ? null : { evaluations: random.evaluations, score: random.best },
    ...{ evaluations: progress.evaluations, output: place.output },
    pixels: Array.from(witness?.candidate.left ?? [], bits32),
    taps: Array.from(witness?.candidate.right ?? [], bits32),
    computed:
      computed === undefined
        ? null
        : computed.format === 'binary32'
          ? bits32(computed.computed)
          : bits64(computed.computed),
    exact: witness === undefined ? null : decimalOf(witness.exact),
  };
}

/** Throws a UsageError for a file that is something else. */
export function readWorstCases(path: string): WorstCases {
  const parsed = v.safeParse(worstCasesSchema, readJson(path));
  if (parsed.success) return parsed.output;
  throw new UsageError(`${path}: not what lastbit hunt --all writes: ${parsed.issues[0].message}`);
}

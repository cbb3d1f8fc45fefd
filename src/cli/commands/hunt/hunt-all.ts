import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { outputSize } from '../../../conv/output-shape.ts';
import { shapeKey } from '../../../conv/shape-text.ts';
import type { AvailableSubject, Registry } from '../../../engines/engine.ts';
import { machineRecord } from '../../../engines/machine.ts';
import { lastbitVersion } from '../../../engines/subjects.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { readJson } from '../../../files/parse-json.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import { bits32, bits64 } from '../../../float/bits.ts';
import { decimalOf } from '../../../float/dyadic.ts';
import { NoAnswer } from '../../../hunt/computer.ts';
import type { HuntRequest } from '../../../hunt/hunt.ts';
import type { HuntResult } from '../../../hunt/hunt-result.ts';
import { outputPlace } from '../../../hunt/place.ts';
import { type TableHunt, tableHunts } from '../../../hunt/worst-case-table.ts';
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
import { chooseSubjects } from '../../options.ts';
import { baseOf, keyOf } from './hunt-state.ts';
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
  /** Keeps the witness of a hunt. Gives a line for each fault. */
  readonly onFound: (result: HuntResult, subject: AvailableSubject) => Promise<readonly string[]>;
}

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
      ? registry.subjects.filter(({ engine }) => engine !== 'lastbit')
      : chooseSubjects('hunt --all', registry.subjects, ids);
  const [data, page] = worstCaseFiles.map((name) => `${into}/${name}`) as [string, string];
  const earlier = existsSync(data) ? readWorstCases(data) : undefined;
  const order = new Map(registry.subjects.map(({ id }, index) => [id, index]));
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
  const faults: string[] = [];
  const of = chosen.reduce((sum, { operation }) => sum + tableHunts(operation).length, 0);
  let done = 0;
  for (const subject of chosen) {
    const availability = await subject.availability();
    if (availability.kind === 'missing') {
      live.say(`${subject.id} is missing: ${availability.reason}; ${availability.howToGetIt}`);
      done += tableHunts(subject.operation).length;
      continue;
    }
    const available = { subject, version: availability.version };
    for (const wanted of tableHunts(subject.operation)) {
      if (interruption.signal.aborted) break;
      const known = kept.find(
        (row) => row.subject === subject.id && row.version === available.version && row.words === wanted.words,
      );
      const row = known ?? (await rowOf(available, wanted, options, interruption, faults));
      if (row === undefined) break;
      done += 1;
      rows = [...rows, row].toSorted((a, b) => (order.get(a.subject) ?? 0) - (order.get(b.subject) ?? 0));
      // Parsed, so that fields always have the same order.
      const table = v.parse(worstCasesSchema, { ...head, rows });
      writeWhole(data, linedJson(table, 2));
      writeWhole(page, worstCasesMarkdown(table));
      live.show(`${done} of ${of}: ${subject.id} ${wanted.words}: ${rowInWords(row)}`);
    }
  }
  live.end();
  for (const fault of faults) process.stdout.write(`BUG: ${fault}\n`);
  const stopped = interruption.signal.aborted ? ', interrupted; --resume continues' : '';
  process.stdout.write(`${done} of ${of} hunts are done${stopped}. Written: ${data} and ${page}\n`);
  return faults.length > 0 ? 1 : 0;
}

const rowInWords = ({ score, aim, because }: WorstCaseRow): string =>
  score === null ? (because ?? 'nothing found') : scoreText(score, aim);

/** One row; undefined if it was interrupted. */
async function rowOf(
  available: AvailableSubject,
  { words, shape, constraints, aim }: TableHunt,
  { seed, evaluations, seconds, state, onFound }: HuntAllOptions,
  interruption: Interruption,
  faults: string[],
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
    faults.push(...(await onFound(result, available)).map((fault) => `${subject.id} ${words}: ${fault}`));
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

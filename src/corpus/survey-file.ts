import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { checkShape } from '../conv/check-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { problemOf, UsageError } from '../errors/usage-error.ts';
import { parseJson } from '../files/parse-json.ts';
import { readText } from '../files/read-input.ts';
import type { ArithmeticSummary } from '../sums/arithmetic-summary.ts';
import { issueText } from './issue-text.ts';
import {
  type Survey,
  type SurveyRow,
  surveyDefaults,
  surveyFields,
  surveyHeadSchema,
  surveyKeySchema,
  surveyRowSchema,
  surveySchemaName,
} from './survey.ts';

/** The default folder of surveys, with one file per processor. */
export const surveyFolder = 'corpus/survey';

/** What tells one processor from another. A hypervisor may hide features, and then libraries choose other kernels. */
export type SurveyedProcessor = Pick<Survey, 'cpu' | 'cpuModel' | 'cpuFeatures'>;

/**
 * `amd-epyc-25-17-1-1a2b.jsonl` for the processor "AMD EPYC" of family 25, model 17, stepping 1; then come four digits
 * of a digest of its features. Where the system tells the name alone, the file is called by it: `apple-m2.jsonl`.
 */
export function surveyName({ cpu, cpuModel, cpuFeatures }: SurveyedProcessor): string {
  const words = cpu.toLowerCase().match(/[a-z0-9]+/g) ?? ['unknown'];
  const numbers = cpuModel === undefined ? [] : (cpuModel.match(/\b\d\w*/g) ?? []);
  const more = cpuModel === undefined ? [] : [...numbers, keyOf(cpuFeatures).slice(0, 4)];
  return `${[...words, ...more].join('-')}.jsonl`;
}

/** Whether two surveys, or a survey and this machine, are of one processor. */
export function isSameProcessor(one: SurveyedProcessor, other: SurveyedProcessor): boolean {
  const features = ({ cpuFeatures }: SurveyedProcessor): string => [...cpuFeatures].sort().join(' ');
  return one.cpu === other.cpu && one.cpuModel === other.cpuModel && features(one) === features(other);
}

/** All surveys of a folder, sorted by name. A missing folder has none. Throws a UsageError as `readSurvey` does. */
export function readSurveys(folder: string): readonly Survey[] {
  return surveyFiles(folder).map(readSurvey);
}

/** Reads a survey. Throws a UsageError with file, line and field if it is not one. */
function readSurvey(path: string): Survey {
  const [head = '', ...lines] = readText(path).replace(/\n$/, '').split('\n');
  const machine = parseLine(surveyHeadSchema, head, `${path}:1`);
  const keyed: Keyed = { shapes: new Map(), arithmetics: new Map() };
  const rows: SurveyRow[] = [];
  for (const [index, line] of lines.entries()) {
    const place = `${path}:${index + 2}`;
    if (!line.startsWith('{"key":')) rows.push(parseRow(line, place, keyed));
    else {
      const { key, shape, arithmetic } = parseLine(surveyKeySchema, line, place);
      if (shape !== undefined) keyed.shapes.set(key, checked(shape, place));
      if (arithmetic !== undefined) keyed.arithmetics.set(key, arithmetic);
    }
  }
  return { ...machine, schema: surveySchemaName, rows };
}

function checked(shape: ConvShape, place: string): ConvShape {
  const problem = problemOf(() => checkShape(shape));
  if (problem !== undefined) throw new UsageError(`${place}: ${problem}`);
  return shape;
}

/** What rows name by keys. */
interface Keyed {
  readonly shapes: Map<string, ConvShape>;
  readonly arithmetics: Map<string, ArithmeticSummary>;
}

function parseRow(line: string, place: string, { shapes, arithmetics }: Keyed): SurveyRow {
  const { shape: at, groups, ...row } = parseLine(surveyRowSchema, line, place);
  const found = <T extends object>(known: ReadonlyMap<string, T>, one: string | T): T => {
    const value = typeof one === 'string' ? known.get(one) : one;
    if (value === undefined) throw new UsageError(`${place}: no line above has the key ${String(one)}`);
    return value;
  };
  return {
    ...{ ...row, shape: typeof at === 'string' ? found(shapes, at) : checked(at, place) },
    groups: groups.map(({ arithmetic, ...group }) => ({
      ...{ ...group, arithmetic: arithmetic === null ? null : found(arithmetics, arithmetic) },
    })),
  };
}

/** Eight hexadecimal digits of a shape or an arithmetic. New rows leave those of others alone. */
const keyOf = (content: object): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8);

/** Writes JSON Lines: the machine, shapes and arithmetics with their keys, then one line for each row. */
export function surveyText({ rows, ...head }: Survey): string {
  const texts = new Map<string, string>();
  const key = (name: 'shape' | 'arithmetic', content: object): string => {
    const one = keyOf(content);
    texts.set(`${name === 'shape' ? 0 : 1}${one}`, JSON.stringify({ key: one, [name]: content }));
    return one;
  };
  const written = rows.map(({ shape, groups, ...row }) =>
    inOrder(
      {
        ...{ ...row, shape: key('shape', shape) },
        groups: groups.map(({ arithmetic, ...group }) =>
          inOrder({ ...group, arithmetic: arithmetic === null ? null : key('arithmetic', arithmetic) }, 'group'),
        ),
      },
      'row',
    ),
  );
  const keys = [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return [inOrder(head, 'head'), ...keys, ...written]
    .map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
    .join('');
}

/** One line for each problem in the surveys of a corpus. */
export function lintSurveys(corpus: string): readonly string[] {
  let files: readonly string[] = [];
  const unreadable = problemOf(() => {
    files = surveyFiles(join(corpus, 'survey'));
  });
  if (unreadable !== undefined) return [unreadable];
  return files.flatMap((path) => {
    try {
      const survey = readSurvey(path);
      const name = surveyName(survey);
      return [
        ...(basename(path) === name ? [] : [`${path}: belongs into ${name}`]),
        ...(readText(path) === surveyText(survey) ? [] : [`${path}: is not in canonical form`]),
      ];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}

function surveyFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  if (!statSync(folder).isDirectory()) throw new UsageError(`${folder}: not a folder; surveys lie in one`);
  return namesIn(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(folder, name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new UsageError(`${folder}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function parseLine<T>(schema: v.GenericSchema<unknown, T>, line: string, place: string): T {
  const content = parseJson(place, line);
  try {
    return v.parse(schema, content);
  } catch (error) {
    throw new UsageError(`${place}: not what \`lastbit reveal --all\` writes (${reasonOf(error as Error)})`);
  }
}

function reasonOf(error: Error): string {
  return v.isValiError(error) ? issueText(error.issues, 'the line') : error.message;
}

/** The fields of a line in their order, without those that have their default. */
function inOrder(record: object, kind: keyof typeof surveyFields): object {
  const defaults = kind === 'head' ? {} : surveyDefaults[kind];
  const fields = new Map(Object.entries(record));
  const names = surveyFields[kind].filter(
    (name) => fields.has(name) && !(name in defaults && fields.get(name) === defaults[name]),
  );
  return Object.fromEntries(names.map((name) => [name, fields.get(name)]));
}

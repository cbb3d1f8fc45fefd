import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { checkShape } from '../conv/check-shape.ts';
import { problemOf, UsageError } from '../errors/usage-error.ts';
import { parseJson } from '../files/parse-json.ts';
import { readText } from '../files/read-input.ts';
import { issueText } from './issue-text.ts';
import { type Survey, surveyFields, surveyHeadSchema, surveyRowSchema } from './survey.ts';

/** The default folder of surveys, with one file per processor. */
export const surveyFolder = 'corpus/survey';

/** `amd-epyc.jsonl` for the processor "AMD EPYC". */
export function surveyName(cpu: string): string {
  const words = cpu.toLowerCase().match(/[a-z0-9]+/g) ?? ['unknown'];
  return `${words.join('-')}.jsonl`;
}

/** All surveys of a folder, sorted by name. A missing folder has none. Throws a UsageError as `readSurvey` does. */
export function readSurveys(folder: string): readonly Survey[] {
  return surveyFiles(folder).map(readSurvey);
}

/** Reads a survey. Throws a UsageError with file, line and field if it is not one. */
function readSurvey(path: string): Survey {
  const [head = '', ...rows] = readText(path).replace(/\n$/, '').split('\n');
  return {
    ...parseLine(surveyHeadSchema, head, `${path}:1`),
    rows: rows.map((row, index) => parseRow(row, `${path}:${index + 2}`)),
  };
}

function parseRow(line: string, place: string): Survey['rows'][number] {
  const row = parseLine(surveyRowSchema, line, place);
  try {
    checkShape(row.shape);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${place}: ${error.message}`) : error;
  }
  return row;
}

/** Writes JSON Lines: the machine, then one line per row, with the fields in a fixed order. */
export function surveyText({ rows, ...head }: Survey): string {
  const row = (one: Survey['rows'][number]) =>
    inOrder({ ...one, groups: one.groups.map((group) => inOrder(group, surveyFields.group)) }, surveyFields.row);
  return [inOrder(head, surveyFields.head), ...rows.map(row)].map((line) => `${JSON.stringify(line)}\n`).join('');
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
      const name = surveyName(survey.cpu);
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

function inOrder<T extends object>(record: T, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, record[name as keyof T]]));
}

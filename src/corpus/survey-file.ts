import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { UsageError } from '../errors/usage-error.ts';
import type { Survey } from './survey.ts';
import { surveyFields, surveyHeadSchema, surveyRowSchema } from './survey-schema.ts';

/** Where `reveal --all` keeps its surveys, a file for each processor, unless it is told otherwise. */
export const surveyFolder = 'corpus/survey';

/** `amd-epyc.jsonl` for the processor "AMD EPYC". */
export function surveyName(cpu: string): string {
  const words = cpu.toLowerCase().match(/[a-z0-9]+/g) ?? ['unknown'];
  return `${words.join('-')}.jsonl`;
}

/**
 * All surveys of a folder in the order of their names; none where there is no such folder. Throws the UsageError of
 * `readSurvey`.
 */
export function readSurveys(folder: string): readonly Survey[] {
  return surveyFiles(folder).map(readSurvey);
}

/** Throws a UsageError of one line that names file, line and field where a file is no survey. */
export function readSurvey(path: string): Survey {
  const [head = '', ...rows] = readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');
  return {
    ...parseLine(surveyHeadSchema, head, `${path}:1`),
    rows: rows.map((row, index) => parseLine(surveyRowSchema, row, `${path}:${index + 2}`)),
  };
}

/** As JSON Lines: the machine, then a line for each row, with their fields in a fixed order. */
export function surveyText({ rows, ...head }: Survey): string {
  const row = (one: Survey['rows'][number]) =>
    inOrder({ ...one, groups: one.groups.map((group) => inOrder(group, surveyFields.group)) }, surveyFields.row);
  return [inOrder(head, surveyFields.head), ...rows.map(row)].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** One line for everything in the surveys of a corpus that is not as it should be. */
export function lintSurveys(corpus: string): readonly string[] {
  return surveyFiles(join(corpus, 'survey')).flatMap((path) => {
    try {
      const survey = readSurvey(path);
      const name = surveyName(survey.cpu);
      return [
        ...(basename(path) === name ? [] : [`${path}: belongs into ${name}`]),
        ...(readFileSync(path, 'utf8') === surveyText(survey) ? [] : [`${path}: is not in canonical form`]),
      ];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}

function surveyFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(folder, name));
}

function parseLine<T>(schema: v.GenericSchema<unknown, T>, line: string, place: string): T {
  try {
    return v.parse(schema, JSON.parse(line));
  } catch (error) {
    throw new UsageError(`${place}: not what \`lastbit reveal --all\` writes (${problemOf(error as Error)})`);
  }
}

function problemOf(error: Error): string {
  if (!v.isValiError(error)) return error.message;
  const [issue] = error.issues;
  return `${v.getDotPath(issue) ?? 'the line'}: ${issue.message}`;
}

function inOrder<T extends object>(record: T, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, record[name as keyof T]]));
}

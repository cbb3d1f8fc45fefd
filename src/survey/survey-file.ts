import { existsSync, readFileSync } from 'node:fs';
import { UsageError } from '../errors/usage-error.ts';
import type { Survey } from './survey.ts';

/** What an earlier survey has left; undefined if there is none. A file that is not one is a UsageError. */
export function readSurvey(path: string): Survey | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const survey = JSON.parse(readFileSync(path, 'utf8')) as Survey;
    if (Array.isArray(survey.rows)) return survey;
  } catch {
    // The error below says what is wrong with it.
  }
  throw new UsageError(
    `${path}: not what \`lastbit reveal --all\` writes; remove it, or give another file with --into`,
  );
}

/** As JSON with one line a row, so that a difference shows which. */
export function surveyText({ rows, ...machine }: Survey): string {
  const head = JSON.stringify(machine, undefined, 1).slice(0, -2);
  return `${head},\n "rows": [\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n ]\n}\n`;
}

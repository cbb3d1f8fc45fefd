import { expect, test } from 'vitest';
import { shapeKey } from '../src/conv/shape-key.ts';
import { digestOf } from '../src/corpus/digest-of.ts';
import type { Survey, SurveyRow } from '../src/corpus/survey.ts';
import { readSurveys, surveyFolder } from '../src/corpus/survey-file.ts';
import type { Subject } from '../src/engines/engine.ts';
import { requiredEngines } from '../src/engines/engine-table.ts';
import { seedCase } from '../src/explain/seed-case.ts';
import { accumulationKey } from '../src/reveal/accumulation-key.ts';
import { revealSubject } from '../src/reveal/convolution/reveal-subject.ts';
import { everyEngine } from './every-engine.ts';
import { promiseSeed } from './promise.ts';

/** Fresh random cases of all kinds, for each subject. */
const replays = 300;
const surveys = readSurveys(surveyFolder);
const { shape } = seedCase;

/**
 * Every subject of the required engines computes the question of 2018 by one tree and one arithmetic, found anew here,
 * whose model gives the same bits on 300 random cases of all kinds; so it was recorded in corpus/survey for this version
 * on this processor, and so it must be there. Another accumulation than the recorded one is news, not a failure: an
 * update may change it. Domain: one shape. It does not promise that another version, another processor or another shape
 * has a tree at all.
 */
test('same-model', async () => {
  const { subjects } = await everyEngine();
  const asked = subjects.filter(({ engine }) => engine !== 'lastbit' && requiredEngines.includes(engine));
  const problems = await Promise.all(asked.map(problemOf));
  expect(asked.length).toBeGreaterThan(20);
  expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
});

async function problemOf(subject: Subject): Promise<string | undefined> {
  const availability = await subject.availability();
  if (availability.kind === 'missing') {
    say(`missing: ${subject.id}: ${availability.reason}`);
    return undefined;
  }
  const { version, environment } = availability;
  const survey = surveys.find(({ cpu }) => cpu === environment.cpu);
  const known = survey === undefined ? undefined : rowOf(survey, subject.id, version);
  const { groups, batchKeepsBits } = await revealSubject(subject, shape, { replays, seed: promiseSeed });
  const { revelation } = groups[0]!;
  if (!revelation.explained || !batchKeepsBits) {
    const why = revelation.explained ? 'a case alone gives other bits than among others' : revelation.because;
    const told = `${subject.id} ${version} is not explained: ${why}`;
    if (known?.explained) return told;
    say(`NEWS: ${told}`);
  } else if (known !== undefined && digestOf(accumulationKey(revelation.accumulation)) !== known.digest) {
    say(`NEWS: ${subject.id} ${version} computes by another tree or arithmetic than corpus/survey tells`);
  }
  return undefined;
}

function rowOf(survey: Survey, subject: string, version: string): SurveyRow['groups'][number] | undefined {
  const rows = survey.rows.filter((row) => row.subject === subject && shapeKey(row.shape) === shapeKey(shape));
  const row = rows.find((one) => one.version === version);
  const [older] = rows;
  if (row === undefined && older !== undefined)
    say(`NEWS: ${subject} is ${version} here; corpus/survey tells of ${older.version}`);
  return row?.groups[0];
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

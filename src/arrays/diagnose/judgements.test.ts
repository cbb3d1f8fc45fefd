import { expect, test } from 'vitest';
import { correctCase, isRightly } from '../../bench/judgements/correct-case.ts';
import { garbledCase } from '../../bench/judgements/garbled-case.ts';
import { plantedCases } from '../../bench/judgements/planted.ts';
import { randomOf } from '../../inputs/random.ts';
import { repeats } from '../../repeats.test-support.ts';
import { judgeAnswers } from '../judge-answer.ts';
import { judgeArrays } from '../judge-arrays.ts';
import { questionOf } from '../question-of.ts';
import type { TallyRunner } from '../tally-runner.ts';

const run: TallyRunner = async (question, checks) => judgeAnswers(question, checks);

// One file, because the code is slow until it has run for a while. `npm run bench -- judgements` tries many more.
test.each(plantedCases(1))('$name', async ({ request, answer, says, verdict }) => {
  const question = questionOf(request, [answer.file]);
  const judged = await judgeArrays(question, [answer], { run });
  expect(judged.answer).toContain(says);
  expect(judged.verdict).toBe(verdict);
});

test('correct answers of every operation and format are called roundings', async () => {
  const rng = randomOf(1, 'correct arrays');
  const alarms: string[] = [];
  for (let i = 0; i < repeats(500, 12); i++) {
    const one = correctCase(rng);
    const judged = await judgeArrays(one.question, [one.answer], { run });
    if (!isRightly(one, judged)) alarms.push(`${i} ${one.name}: ${judged.answer}`);
  }
  expect(alarms).toEqual([]);
});

test('no fault is named of answers that were garbled', async () => {
  const rng = randomOf(1, 'garbled arrays');
  const invented: string[] = [];
  for (let i = 0; i < repeats(60, 3); i++) {
    const { name, question, answer } = garbledCase(rng);
    const { answer: said, outputs } = await judgeArrays(question, [answer], { run });
    if (outputs[0]!.faults.some(({ id }) => id !== 'unwritten' && id !== 'constant')) invented.push(`${name}: ${said}`);
  }
  expect(invented).toEqual([]);
});

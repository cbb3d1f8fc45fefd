import { expect, test } from 'vitest';
import { correctCase, isRightly } from '../../bench/judgements/correct-case.ts';
import { garbledCase } from '../../bench/judgements/garbled-case.ts';
import { randomOf } from '../../inputs/random.ts';
import { judgeAnswers } from '../judge-answer.ts';
import { judgeArrays } from '../judge-arrays.ts';
import type { TallyRunner } from '../tally-runner.ts';

const run: TallyRunner = async (question, checks) => judgeAnswers(question, checks);

test('correct answers of every operation and format are called roundings', async () => {
  const rng = randomOf(1, 'correct arrays');
  const alarms: string[] = [];
  for (let i = 0; i < 120; i++) {
    const one = correctCase(rng);
    const judged = await judgeArrays(one.question, [one.answer], { run });
    if (!isRightly(one, judged)) alarms.push(`${i} ${one.name}: ${judged.answer}`);
  }
  expect(alarms).toEqual([]);
});

test('no fault is named of answers that were garbled', async () => {
  const rng = randomOf(1, 'garbled arrays');
  const invented: string[] = [];
  for (let i = 0; i < 30; i++) {
    const { name, question, answer } = garbledCase(rng);
    const { answer: said, outputs } = await judgeArrays(question, [answer], { run });
    if (outputs[0]!.faults.some(({ id }) => id !== 'unwritten' && id !== 'constant')) invented.push(`${name}: ${said}`);
  }
  expect(invented).toEqual([]);
});

import { expect, test } from 'vitest';
import { randomOf } from '../../inputs/random.ts';
import { judgeAnswers } from '../judge-answer.ts';
import { judgeArrays } from '../judge-arrays.ts';
import type { TallyRunner } from '../tally-runner.ts';
import { correctCase } from './correct.test-support.ts';

const run: TallyRunner = async (question, checks) => judgeAnswers(question, checks);

test('correct answers of every operation and format are called roundings', async () => {
  const rng = randomOf(1, 'correct arrays');
  const alarms: string[] = [];
  for (let i = 0; i < 300; i++) {
    const { name, question, answer, narrow } = correctCase(rng);
    const { verdict, answer: said, outputs } = await judgeArrays(question, [answer], { run });
    const isRight = verdict === 'rounding' || (narrow && verdict === 'narrower' && outputs[0]!.allowed);
    if (!isRight) alarms.push(`${i} ${name}: ${said}`);
  }
  expect(alarms).toEqual([]);
});

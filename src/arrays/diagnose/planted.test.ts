import { expect, test } from 'vitest';
import { plantedCases } from '../../bench/judgements/planted.ts';
import { judgeAnswers } from '../judge-answer.ts';
import { judgeArrays } from '../judge-arrays.ts';
import { questionOf } from '../question-of.ts';
import type { TallyRunner } from '../tally-runner.ts';

const run: TallyRunner = async (question, checks) => judgeAnswers(question, checks);

test.each(plantedCases(1))('$name', async ({ request, answer, says, verdict }) => {
  const question = questionOf(request, [answer.file]);
  const judged = await judgeArrays(question, [answer], { run });
  expect(judged.answer).toContain(says);
  expect(judged.verdict).toBe(verdict);
});

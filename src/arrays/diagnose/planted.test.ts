import { expect, test } from 'vitest';
import { judgeAnswer } from '../judge-answer.ts';
import { judgeArrays } from '../judge-arrays.ts';
import { questionOf } from '../question-of.ts';
import { plantedCases } from './planted.test-support.ts';

const run = async (...all: Parameters<typeof judgeAnswer>): Promise<ReturnType<typeof judgeAnswer>> =>
  judgeAnswer(...all);

test.each(plantedCases(1))('$name', async ({ request, answer, says, verdict }) => {
  const question = questionOf(request, [answer.file]);
  const judged = await judgeArrays(question, [answer], { run });
  expect(judged.answer).toContain(says);
  expect(judged.verdict).toBe(verdict);
});

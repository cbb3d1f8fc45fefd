import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ArrayFile } from '../files/array-file.ts';
import { sizesText } from './axes.ts';
import { convQuestion } from './conv-question.ts';
import { convSizes, gives, hasSizes, optionsThatGive } from './conv-sizes.ts';
import { dotQuestion, matmulQuestion } from './product-question.ts';
import type { Question } from './question.ts';
import type { ArrayRequest } from './request.ts';
import { sumQuestion } from './sum-question.ts';
import { turnThatFits } from './transposed-answer.ts';

/**
 * The loops behind a request. `answers` are what implementations gave: they help to find a layout that was not stated,
 * and must have the sizes that the request implies, up to axes of size 1. Throws a UsageError for what does not fit.
 */
export function questionOf(request: ArrayRequest, answers: readonly ArrayFile[] = []): Question {
  const question = withoutAnswers(request, answers);
  for (const answer of answers) checkAnswer(question, answer, request);
  return question;
}

function withoutAnswers(request: ArrayRequest, answers: readonly ArrayFile[]): Question {
  switch (request.kind) {
    case 'conv':
      return convQuestion(request, convSizes(request, answers));
    case 'matmul':
      return matmulQuestion(request);
    case 'dot':
      return dotQuestion(request);
    case 'sum':
      return sumQuestion(request);
  }
}

/** Throws a UsageError unless the array has the sizes of an answer to the question. */
function checkAnswer({ outputSizes }: Question, answer: ArrayFile, request: ArrayRequest): void {
  const { path, sizes, type } = answer;
  if (!hasSizes(answer, outputSizes)) {
    const [turn, options] =
      request.kind === 'conv'
        ? [
            turnThatFits(request, sizes, outputSizes, (other) => gives(other, [answer])),
            optionsThatGive(request, answer),
          ]
        : [];
    const hint = turn !== undefined ? `; ${turn}` : options === undefined ? '' : `; with ${options} it would fit`;
    throw new UsageError(
      `${shown(path)}: is ${sizesText(sizes)}, but the inputs and options give ${sizesText(outputSizes)}${hint}`,
    );
  }
  if (type === 'bool') throw new UsageError(`${shown(path)}: has booleans; an answer has numbers`);
}

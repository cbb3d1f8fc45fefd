import { exactOutput } from './exact-output.ts';
import { judgeOutput } from './judge-output.ts';
import type { Answer, Question } from './question.ts';
import { roundingRule } from './rounding-rule.ts';
import type { ArithmeticModel, Tally } from './tally.ts';
import { TallyBuilder } from './tally-builder.ts';

/** All outputs of an answer under one model, each by itself and exactly. What the fast way is compared with. */
export function judgeAnswerSlowly(question: Question, answer: Answer, model: ArithmeticModel): Tally {
  const rule = roundingRule(question, answer.file.type, model);
  const builder = new TallyBuilder(answer.file.length);
  for (let index = 0; index < answer.file.length; index++) {
    const facts = exactOutput(question, index, model.inputs);
    const computed = answer.file.read(index, index + 1)[0]!;
    builder.add(judgeOutput(rule, facts, question.divisor, index, computed), rule.unit);
  }
  return builder.tally();
}

export const judgeAnswer: typeof judgeAnswerSlowly = judgeAnswerSlowly;

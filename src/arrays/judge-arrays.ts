import { formatOfType } from '../float/element-type.ts';
import { binary32, binary64, type Format } from '../float/format.ts';
import { nameOf } from '../sums/accumulation.ts';
import { compareAnswers } from './diagnose/compare-answers.ts';
import { judgeOne, type OneJudged } from './diagnose/judge-one.ts';
import { axisNames } from './diagnose/records.ts';
import { share2 } from './diagnose/sentences.ts';
import type {
  AnswerComparison,
  AnswerJudgement,
  ArrayJudgement,
  ArrayVerdict,
  InputRecord,
  QuestionRecord,
} from './judgement.ts';
import type { Answer, ArrayOperation, Operand, Question } from './question.ts';
import type { ArithmeticModel } from './tally.ts';
import type { TallyRunner } from './tally-runner.ts';

export interface JudgeOptions {
  readonly run: TallyRunner;
  /** The format of sums, as the user says it. Absent: binary64 for answers in binary64, else binary32. */
  readonly accumulator?: Format;
}

/**
 * What the answers to a question are: roundings, narrower arithmetic, or wrong and how. `questionOf` has checked the
 * sizes of the answers.
 */
export async function judgeArrays(
  question: Question,
  answers: readonly Answer[],
  { run, accumulator }: JudgeOptions,
): Promise<ArrayJudgement> {
  const checks = answers.map((answer) => ({ answer, model: statedModel(answer, accumulator) }));
  const tallies = await run(question, checks);
  const judged: OneJudged[] = [];
  for (const [place, { answer, model }] of checks.entries())
    judged.push(await judgeOne(question, answer, model, tallies[place]!, run, accumulator !== undefined));
  const comparisons = judged.flatMap((first, at) =>
    judged.slice(at + 1).map((second) => compareAnswers(question, first, second)),
  );
  const outputs = judged.map(({ record }) => record);
  const verdict = gravest(outputs.map((one) => one.verdict));
  const decisive = outputs.find((one) => one.verdict === verdict);
  const isCompared = verdict === 'rounding' && comparisons.length > 0;
  const named = outputs.length > 1 ? `${decisive?.name}: ` : '';
  return {
    schema: 'lastbit-judge-1',
    verdict,
    answer: isCompared ? answerOfSeveral(outputs, comparisons) : `${named}${decisive?.answer ?? ''}`,
    question: questionRecord(question),
    ...{ outputs, comparisons },
  };
}

/** About all answers where all are roundings: two are compared, of more the nearest is named. */
function answerOfSeveral(outputs: readonly AnswerJudgement[], comparisons: readonly AnswerComparison[]): string {
  if (comparisons.length === 1) return comparisons[0]!.answer;
  const all = `All ${outputs.length} answers are`;
  if (comparisons.every(({ equal, outputs: of }) => equal === of)) return `${all} equal bit for bit.`;
  const errorOf = ({ name }: AnswerJudgement): number => {
    const one = comparisons.find(({ names }) => names.includes(name))!;
    return Number(one.errors[one.names[0] === name ? 0 : 1].rootMeanSquare);
  };
  const inOrder = outputs.map((one) => ({ name: one.name, error: errorOf(one) })).sort((a, b) => a.error - b.error);
  if (inOrder.some(({ error }) => Number.isNaN(error))) return `${all} correctly computed.`;
  const words = inOrder.map(({ name, error }) => `${name} (${share2(error)})`);
  const order = 'from the nearest to the exact value (root mean square in ulp)';
  return `${all} correctly computed; ${order}: ${words.join(', ')}.`;
}

function statedModel({ file }: Answer, accumulator: Format | undefined): ArithmeticModel {
  const format = accumulator ?? (formatOfType(file.type) === binary64 ? binary64 : binary32);
  return { name: nameOf(format), accumulator: format, ...(accumulator === undefined ? {} : { isGiven: true }) };
}

const gravity: readonly ArrayVerdict[] = ['defect', 'narrower', 'not-judged', 'rounding'];
const gravest = (verdicts: readonly ArrayVerdict[]): ArrayVerdict =>
  gravity.find((verdict) => verdicts.includes(verdict)) ?? 'rounding';

const roles: Readonly<Record<ArrayOperation['kind'], readonly [InputRecord['role'], InputRecord['role']]>> = {
  conv: ['image', 'kernel'],
  matmul: ['left', 'right'],
  dot: ['left', 'right'],
  sum: ['summed', 'right'],
};

function questionRecord(question: Question): QuestionRecord {
  const { operation, geometry, left, right, bias, outputSizes } = question;
  const [first, second] = roles[operation.kind];
  const inputs: readonly (readonly [InputRecord['role'], Operand | undefined])[] = [
    [first, left],
    [second, right],
    ['bias', bias],
  ];
  return {
    operation: operation.kind,
    inputs: inputs.flatMap(([role, operand]) => {
      if (operand === undefined) return [];
      const { path, type, sizes } = operand.file;
      return [{ role, path, type, sizes }];
    }),
    ...{ outputSizes, outputAxes: axisNames(question) },
    outputs: outputSizes.reduce((product, size) => product * size, 1),
    terms: geometry.kernelRows * geometry.kernelColumns * geometry.channels,
  };
}

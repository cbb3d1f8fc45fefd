import * as v from 'valibot';
import type {
  AnswerComparison,
  AnswerJudgement,
  ElementRecord,
  JsonNumber,
  JudgementOfFiles,
  QuestionRecord,
} from '../arrays/judgement.ts';
import { whole } from '../corpus/schema-parts.ts';

const string = v.string();
const strings = v.array(string);
const count = whole;

export const jsonNumberSchema: v.GenericSchema<unknown, JsonNumber> = v.union([
  v.pipe(v.number(), v.finite()),
  v.picklist(['NaN', 'Infinity', '-Infinity', '-0']),
]);
const number = jsonNumberSchema;

const verdict = v.picklist(['rounding', 'narrower', 'defect', 'not-judged']);
const type = v.picklist([
  ...(['float16', 'bfloat16', 'float32', 'float64', 'bool'] as const),
  ...(['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'] as const),
]);

const placeSchema = v.array(v.strictObject({ axis: string, at: count, of: count }));
const place = v.pipe(placeSchema, v.description('one for each axis of the answer'));

const element: v.GenericSchema<unknown, ElementRecord> = v.strictObject({
  index: v.pipe(count, v.description('in C order of the file of the answer')),
  place,
  computed: number,
  exact: v.pipe(number, v.description('rounded once to binary64; NaN where there is no exact value')),
  errorUlp: v.pipe(number, v.description('in ulps of the exact value in the type of the answer')),
  bound: v.pipe(number, v.description('of any order of summation')),
  errorOverBound: number,
});

const question: v.GenericSchema<unknown, QuestionRecord> = v.strictObject({
  operation: v.picklist(['conv', 'matmul', 'dot', 'sum']),
  inputs: v.array(
    v.strictObject({
      role: v.picklist(['image', 'kernel', 'bias', 'left', 'right', 'summed']),
      ...{ path: string, type, sizes: v.array(count) },
    }),
  ),
  outputSizes: v.array(count),
  outputAxes: v.pipe(strings, v.description('the names of the axes, the slowest first')),
  outputs: count,
  terms: v.pipe(count, v.description('the most that one output has')),
});

const scale = v.pipe(
  v.strictObject({
    ...{ rootMeanSquare: number, mean: v.pipe(number, v.description('with its sign')), largest: number },
    squareRoot: v.pipe(v.number(), v.description('√n, what random roundings reach')),
    worstCase: v.pipe(v.number(), v.description('n, what no order exceeds')),
  }),
  v.description('errors in units of u·P'),
);

const answer: v.GenericSchema<unknown, AnswerJudgement> = v.strictObject({
  ...{ name: string, path: string, type, verdict, answer: string, notes: strings },
  ...{ outputs: count, within: count, wrong: count, notJudged: count },
  correctlyRounded: v.pipe(count, v.description('equal to the exact value rounded once')),
  wrapped: v.pipe(count, v.description('integers equal to the exact value modulo 2^k, which their type does not hold')),
  inexact: v.pipe(
    v.nullable(count),
    v.description('outputs whose exact value is no number of the type; null: not all exact values are known'),
  ),
  largest: v.pipe(v.nullable(element), v.description('the largest error ÷ bound; null: nothing was judged')),
  worst: v.pipe(v.array(element), v.description('the largest errors ÷ bound first, at most 20')),
  scale: v.nullable(scale),
  stated: v.pipe(string, v.description('the arithmetic that was assumed')),
  model: v.pipe(v.nullable(string), v.description('the arithmetic that explains every judged output')),
  allowed: v.pipe(v.boolean(), v.description('whether that is the stated one, or sums in the format of the answer')),
  models: v.array(v.strictObject({ name: string, tried: count, explained: count, rootMeanSquare: number })),
  algorithms: v.array(
    v.strictObject({
      name: string,
      order: v.picklist(['rows, columns, channels', 'channels, rows, columns']),
      words: string,
      compared: count,
      telling: count,
    }),
  ),
  places: v.pipe(strings, v.description('where the wrong outputs are')),
  faults: v.pipe(
    v.array(v.strictObject({ id: string, words: string, tried: count, explained: count })),
    v.description('what the wrong outputs are, the likeliest first'),
  ),
});

const errors = v.strictObject({ rootMeanSquare: number, largest: number });
const difference = v.strictObject({
  ...{ index: count, place, computed: v.strictTuple([number, number]), exact: number, difference: number },
  sumOfBounds: number,
});
const comparison: v.GenericSchema<unknown, AnswerComparison> = v.strictObject({
  ...{ names: v.strictTuple([string, string]), answer: string, outputs: count, equal: count, bothRight: v.boolean() },
  errors: v.pipe(v.strictTuple([errors, errors]), v.description('in ulps of the exact value in the wider type')),
  nearer: v.pipe(v.strictTuple([count, count]), v.description('on how many each is nearer to the exact value')),
  compared: v.pipe(count, v.description('how many outputs `errors` and `nearer` are about')),
  firstDifference: v.nullable(difference),
  largestDifference: v.nullable(difference),
});

const judgeObject: v.GenericSchema<unknown, JudgementOfFiles> = v.strictObject({
  schema: v.literal('lastbit-judge-1'),
  ...{ verdict, answer: string, question },
  outputs: v.pipe(v.array(answer), v.description('in the order in which they were given')),
  comparisons: v.pipe(v.array(comparison), v.description('one for each pair of answers')),
  reading: v.pipe(strings, v.description('how the files were read, where they leave it open')),
});

/** The form of what `judge --json` prints. docs/judge.schema.json is printed from it. */
export const judgeSchema: v.GenericSchema<unknown, JudgementOfFiles> = judgeObject;
export const judgeParts: Readonly<Record<string, v.GenericSchema>> = {
  ...{ number, place, element, type, verdict, difference },
};

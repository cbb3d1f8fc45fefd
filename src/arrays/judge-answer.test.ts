import { expect, test } from 'vitest';
import { addDyadic, dyadicOf, dyadicZero, multiplyDyadic } from '../float/dyadic.ts';
import { type ElementType, formatOfType } from '../float/element-type.ts';
import { bfloat16, binary16, binary32, binary64, type Format, tf32 } from '../float/format.ts';
import { testRandom } from '../float/random.test-support.ts';
import { repeats } from '../repeats.test-support.ts';
import { arrayOf } from './array-of.ts';
import { planBlocks } from './block-plan.ts';
import { exactOutput } from './exact-output.ts';
import { Collector, judgeAnswer, judgeAnswerSlowly, prepare, runBlock } from './judge-answer.ts';
import { questionOf } from './question-of.ts';
import { nearest, type RandomQuestion, randomQuestion } from './random-question.test-support.ts';
import type { ArithmeticModel, JudgedElement } from './tally.ts';

const random = testRandom(140);
const kinds = ['conv', 'matmul', 'dot', 'sum'] as const;
const accumulators: readonly Format[] = [binary32, binary32, binary64, binary16, bfloat16, tf32];
const answerTypes: readonly ElementType[] = ['float32', 'float32', 'float64', 'float16', 'bfloat16', 'int32'];

/**
 * Rounds as a machine does: products and sums to a format, some through binary32, in a random order, then once to the
 * type of the answer.
 */
function compute(
  terms: RandomQuestion['terms'][number],
  divisor: number,
  accumulator: Format,
  type: ElementType,
): number {
  const through = accumulator.precision < 24 ? binary32 : binary64;
  const round = (x: number): number => nearest(random.integer(2) === 0 ? x : nearest(x, through), accumulator);
  const left = terms.map(([x, y]) => round(x * y));
  while (left.length > 1) {
    const first = left.splice(random.integer(left.length), 1)[0]!;
    const place = random.integer(left.length);
    left[place] = round(left[place]! + first);
  }
  const result = round((left[0] ?? 0) / divisor);
  const format = formatOfType(type);
  return format === undefined ? Math.trunc(result) : nearest(result, format);
}

test('every operation comes down to the terms of its definition', () => {
  for (let round = 0; round < repeats(4000, 40); round++) {
    const { request, outputSizes, divisor, terms } = randomQuestion(random, kinds[round % 4]!);
    const question = questionOf(request);
    expect([question.outputSizes, question.divisor]).toEqual([outputSizes, divisor]);
    for (const [index, pairs] of terms.entries()) {
      const sum = pairs.reduce((all, [x, y]) => addDyadic(all, multiplyDyadic(dyadicOf(x), dyadicOf(y))), dyadicZero);
      const facts = exactOutput(question, index);
      if (facts.terms !== pairs.length) expect([request, index, facts.terms]).toEqual([request, index, pairs.length]);
      expect(facts.sum).toEqual(sum);
    }
  }
});

const ratioOf = ({ errorOverBound: ratio }: JudgedElement): number => (ratio < 1e-6 ? 0 : Number(ratio.toPrecision(9)));

test('blocks of outputs give the verdicts of one output after another, and right answers are right', () => {
  for (let round = 0; round < repeats(20_000, 60); round++) {
    const wild = { ...random, wild: round % 3 === 0 };
    const { request, outputSizes, divisor, terms } = randomQuestion(wild, kinds[round % 4]!);
    const question = questionOf(request);
    const type = answerTypes[random.integer(answerTypes.length)]!;
    // Sums of integers that are stored as integers are due exactly.
    const accumulator = type === 'int32' ? binary64 : accumulators[random.integer(accumulators.length)]!;
    const model: ArithmeticModel = {
      ...{ name: 'a model', accumulator },
      ...(random.integer(6) === 0 ? { inputs: { bits: 8, rounding: 'nearest-even' } } : {}),
    };
    const numbers = terms.map((pairs) => compute(pairs, divisor, accumulator, type));
    const isRight = model.inputs === undefined;
    const planted = random.integer(2) === 0;
    if (planted) {
      const index = random.integer(numbers.length);
      numbers[index] = [Number.NaN, Number.POSITIVE_INFINITY, 0, numbers[index]! + 1000, numbers[index]! * 1.01][
        random.integer(5)
      ]!;
    }
    const answer = { name: 'y', file: arrayOf(numbers, outputSizes, type, 'y') };
    const fast = judgeAnswer(question, answer, model);
    const slow = judgeAnswerSlowly(question, answer, model);
    const { squaredErrorOverUP, errorOverUP, inexact, worst, largest, ...counts } = fast;
    const { squaredErrorOverUP: squares, worst: slowWorst, largest: _, ...others } = slow;
    const { errorOverUP: shares, inexact: known, ...slowCounts } = others;
    expect(counts, JSON.stringify({ type, model, request })).toEqual(slowCounts);
    // The loops know an error that is far below u·P only roughly, so that they may take another one of these.
    expect(Math.abs(squaredErrorOverUP - squares)).toBeLessThanOrEqual(1e-6 * (1 + squares));
    expect(Math.abs(errorOverUP - shares)).toBeLessThanOrEqual(1e-6 * (1 + Math.sqrt(squares * fast.outputs)));
    if (!Number.isNaN(inexact)) expect([inexact, request]).toEqual([known, request]);
    expect(worst.map(ratioOf)).toEqual(slowWorst.map(ratioOf));
    expect(largest?.errorOverBound ?? 0).toBe(worst[0]?.errorOverBound ?? 0);
    if (isRight && !planted)
      expect([fast.wrong, type, model.accumulator, request]).toEqual([0, type, model.accumulator, request]);
  }
});

test('small blocks, of some parts, rows, columns and channels, give what one block gives', () => {
  let most = 0;
  for (let round = 0; round < repeats(3000, 30); round++) {
    const { request, outputSizes, divisor, terms } = randomQuestion(random, kinds[round % 4]!);
    const question = questionOf(request);
    const numbers = terms.map(
      (pairs) => compute(pairs, divisor, binary32, 'float32') * (random.integer(9) === 0 ? 2 : 1),
    );
    const answer = { name: 'y', file: arrayOf(numbers, outputSizes, 'float32', 'y') };
    const checks = prepare(question, [{ answer, model: { name: 'binary32', accumulator: binary32 } }]);
    const collector = new Collector(question, checks);
    const limits = {
      numbers: 8 + random.integer(40),
      outputs: 1 + random.integer(12),
      products: 20 + random.integer(80),
    };
    const blocks = planBlocks(question, limits);
    const cache = {};
    for (const block of blocks) collector.add(block, runBlock(question, block, checks, cache));
    most = Math.max(most, blocks.length);
    const { squaredErrorOverUP: _, errorOverUP: _e, ...counts } = collector.tallies()[0]!;
    const { squaredErrorOverUP: __, errorOverUP: _f, ...whole } = judgeAnswer(question, answer, checks[0]!.model);
    expect({ ...counts, worst: counts.worst.map(ratioOf) }).toEqual({ ...whole, worst: whole.worst.map(ratioOf) });
  }
  expect(most).toBeGreaterThan(20);
});

import { expect, test } from 'vitest';
import type { ElementType } from '../float/element-type.ts';
import { bfloat16, binary16, binary32, binary64, type Format, tf32 } from '../float/format.ts';
import { arrayOf } from './array-of.ts';
import { judgeAnswer, judgeAnswerSlowly } from './judge-answer.ts';
import { questionOf } from './question-of.ts';
import type { ArrayRequest } from './request.ts';
import type { Tally } from './tally.ts';

const inf = Number.POSITIVE_INFINITY;
const array = (numbers: readonly number[], type: ElementType = 'float32') => arrayOf(numbers, [numbers.length], type);

/** One output: its verdict, and error ÷ bound. Blocks and single outputs must agree. */
function judge(
  request: ArrayRequest,
  computed: number,
  type: ElementType,
  accumulator: Format,
  isGiven = false,
): [string, number] {
  const answer = { name: 'y', file: arrayOf([computed], [], type) };
  const question = questionOf(request);
  const verdictOf = ({ within, wrong }: Tally): string =>
    within === 1 ? 'within' : wrong === 1 ? 'wrong' : 'not judged';
  const fast = judgeAnswer(question, answer, { name: '', accumulator, isGiven });
  const slow = judgeAnswerSlowly(question, answer, { name: '', accumulator, isGiven });
  expect(verdictOf(fast)).toBe(verdictOf(slow));
  return [verdictOf(slow), slow.largest?.errorOverBound ?? 0];
}

const sumOf = (numbers: readonly number[], type?: ElementType): ArrayRequest => ({
  kind: 'sum',
  array: array(numbers, type),
});
const dotOf = (left: readonly number[], right: readonly number[], type?: ElementType): ArrayRequest => ({
  ...{ kind: 'dot', left: array(left, type), right: array(right, type) },
});

const formats: readonly (readonly [name: string, format: Format, type: ElementType])[] = [
  ['binary16', binary16, 'float16'],
  ['bfloat16', bfloat16, 'bfloat16'],
  ['TF32', tf32, 'float16'],
  ['binary32', binary32, 'float32'],
];

test.each(formats)('the bound is nearly reached in %s, and one step more is wrong', (_, format, type) => {
  const u = 2 ** -format.precision;
  // Every addition of u to 1 is a tie that goes back to 1. Taken as binary64, so that nothing is rounded afterwards.
  const terms = [1, u, u, u, u];
  const [verdict, ratio] = judge(sumOf(terms, type), 1, 'float64', format);
  expect(verdict).toBe('within');
  expect(ratio).toBeGreaterThan(0.97);
  expect(judge(sumOf(terms, type), 1 - u, 'float64', format)[0]).toBe('wrong');
});

test('the bound is nearly reached in binary64, beyond what the loops can tell by plain sums', () => {
  const u = 2 ** -53;
  const terms = [1, u, u, u, u, 0];
  const [verdict, ratio] = judge(sumOf(terms, 'float64'), 1, 'float64', binary64);
  expect(verdict).toBe('within');
  expect(ratio).toBeGreaterThan(0.99);
  expect(judge(sumOf(terms, 'float64'), 1 - u, 'float64', binary64)[0]).toBe('wrong');
  // Only a product, and its underflow: 2^-1075 rounds to 0 or, from a little above, to 2^-1074.
  expect(judge(dotOf([2 ** -537], [2 ** -538], 'float64'), 0, 'float64', binary64)[0]).toBe('within');
  expect(judge(dotOf([2 ** -537], [2 ** -537], 'float64'), 2 ** -1070, 'float64', binary64)[0]).toBe('wrong');
});

test('an answer in a narrower format is rounded once more, to nearest', () => {
  const ulp = 2 ** -10;
  const request = sumOf([1, 0.75 * ulp]);
  expect(judge(request, 1 + ulp, 'float16', binary32)).toEqual(['within', expect.closeTo(0.5, 2)]);
  expect(judge(request, 1, 'float16', binary32)[0]).toBe('wrong');
  expect(judge(sumOf([1.9995, 2 ** -14]), 2, 'float16', binary32)[0]).toBe('within');
});

test('a mean is a rounded quotient', () => {
  const mean = { ...sumOf([1, 1, 2]), mean: true } as ArrayRequest;
  const third = Math.fround(4 / 3);
  expect(judge(mean, third, 'float32', binary32)[0]).toBe('within');
  expect(judge(mean, third + 2 ** -20, 'float32', binary32)[0]).toBe('wrong');
  // The sum has one term, and only the division rounds.
  const single = { ...sumOf([1, 0, 0]), mean: true } as ArrayRequest;
  expect(judge(single, Math.fround(1 / 3), 'float32', binary32)[0]).toBe('within');
});

test('a product that underflows may be lost, and no more', () => {
  const request = dotOf([2 ** -75], [2 ** -75]);
  expect(judge(request, 0, 'float32', binary32)[0]).toBe('within');
  expect(judge(request, 2 ** -149, 'float32', binary32)[0]).toBe('within');
  expect(judge(request, 2 ** -148, 'float32', binary32)[0]).toBe('wrong');
  // The product is not a binary64 number, and the loops lose it.
  const tiny = dotOf([2 ** -537], [2 ** -538], 'float64');
  expect(judge(tiny, 2 ** -1073, 'float64', binary64)[0]).toBe('within');
  expect(judge(tiny, -(2 ** -1073), 'float64', binary64)[0]).toBe('wrong');
});

test('a bias may be added to a result that was rounded to the format of the answer', () => {
  const half = 2 ** -11;
  const convolution = (bias: number): ArrayRequest => ({
    ...{ kind: 'conv', image: arrayOf([1 + half], [1, 1]), kernel: arrayOf([1], [1, 1]), bias: array([bias]) },
  });
  // Together 0.75 ulp above 1; but 1 + half goes to 1 first.
  const question = questionOf(convolution(half / 2));
  const answer = { name: 'y', file: arrayOf([1], [1, 1], 'float16') };
  expect(judgeAnswer(question, answer, { name: '', accumulator: binary32 })).toMatchObject({ within: 1, wrong: 0 });
  expect(judge(sumOf([1, half, half / 2]), 1, 'float16', binary32)[0]).toBe('wrong');
});

test('an overflow before the bias is added is no defect', () => {
  const [image, kernel] = [arrayOf([300], [1, 1], 'float16'), arrayOf([250], [1, 1], 'float16')];
  const convolution = (bias: number): ArrayRequest => ({
    ...{ kind: 'conv', image, kernel, bias: array([bias], 'float16') },
  });
  // 75000 is infinite in binary16; with the bias it would be 55008.
  expect(judge(convolution(-19992), inf, 'float16', binary32)[0]).toBe('not judged');
  expect(judge(convolution(-19992), 55008, 'float16', binary32)[0]).toBe('within');
  expect(judge(convolution(-19992), -inf, 'float16', binary32)[0]).toBe('wrong');
});

test('a product may be rounded to binary32 on its way to binary16', () => {
  // 1 + 2^-11 + 2^-24: a tie in binary32, and then one in binary16.
  const factor = [1 + 2 ** -12];
  expect(judge(dotOf(factor, factor), 1, 'float16', binary16)).toEqual(['within', expect.closeTo(1, 3)]);
  expect(judge(dotOf(factor, factor), 1 - 2 ** -11, 'float16', binary16)[0]).toBe('wrong');
});

test('integers are exact while all sums are numbers of the accumulator', () => {
  const [left, right] = [
    [100, -100, 7],
    [100, 100, 3],
  ];
  expect(judge(dotOf(left, right, 'int8'), 21, 'int32', binary32)).toEqual(['within', 0]);
  expect(judge(dotOf(left, right, 'int8'), 22, 'int32', binary32)).toEqual(['wrong', inf]);
  // In binary32 too, up to 2^24; in binary16 only up to 2^11.
  expect(judge(dotOf(left, right, 'int8'), 22, 'float32', binary32)).toEqual(['wrong', inf]);
  expect(judge(dotOf(left, right, 'int8'), 16, 'float32', binary16)[0]).toBe('within');
  expect(judge(sumOf([0.5, 0.25, 2 ** -10]), 0.75 + 2 ** -10 + 2 ** -24, 'float32', binary32)).toEqual(['wrong', inf]);
  expect(judge(sumOf([2 ** 24, 1, 1]), 2 ** 24, 'float32', binary32)[0]).toBe('within');
  expect(judge(sumOf([2 ** 24 - 2, 1, 1]), 2 ** 24 - 1, 'float32', binary32)[0]).toBe('wrong');
});

test('integers are summed with roundings if the user names the accumulator', () => {
  const lost = sumOf([2 ** 24, 1, 1], 'int32');
  expect(judge(lost, 2 ** 24, 'int32', binary32)).toEqual(['wrong', inf]);
  expect(judge(lost, 2 ** 24, 'int32', binary32, true)[0]).toBe('within');
  expect(judge(lost, 2 ** 24 - 8, 'int32', binary32, true)[0]).toBe('wrong');
  // Where no order rounds, the exact value is due all the same.
  expect(judge(sumOf([100, 7], 'int32'), 108, 'int32', binary32, true)).toEqual(['wrong', inf]);
});

test('an integer answer to other numbers is a neighbour, however it was converted', () => {
  for (const near of [7, 8]) expect(judge(sumOf([3.25, 4.25]), near, 'int32', binary32)[0]).toBe('within');
  for (const far of [6, 9]) expect(judge(sumOf([3.25, 4.25]), far, 'int32', binary32)[0]).toBe('wrong');
});

const large = 3e38;
const specials: readonly [what: string, request: ArrayRequest, right: number[], wrong: number[], open: number[]][] = [
  ['NaN', sumOf([1, Number.NaN]), [Number.NaN], [1, inf], []],
  ['∞·0', dotOf([inf, 1], [0, 1]), [Number.NaN], [1, inf], []],
  ['∞ − ∞', sumOf([inf, -inf]), [Number.NaN], [0, inf], []],
  ['∞', sumOf([inf, -5]), [inf], [-inf, Number.NaN, 0], []],
  ['∞ where the others may overflow to −∞', sumOf([inf, -large, -large]), [inf], [-inf, 0], [Number.NaN]],
  ['overflow in every order', sumOf([large, large]), [inf], [large, Number.NaN, -inf], []],
  ['overflow in some orders', sumOf([large, large, -large]), [large], [Number.NaN, -inf, 0], [inf]],
  ['overflow to both sides', sumOf([large, large, -large, -large]), [0], [large], [inf, -inf, Number.NaN]],
  ['no overflow', sumOf([1, 2]), [3], [inf, Number.NaN], []],
];

test.each(specials)('%s', (_, request, right, wrong, open) => {
  const of = (all: readonly number[]): string[] =>
    all.map((y) => judge(request, Math.fround(y), 'float32', binary32)[0]);
  expect(of(right)).toEqual(right.map(() => 'within'));
  expect(of(wrong)).toEqual(wrong.map(() => 'wrong'));
  expect(of(open)).toEqual(open.map(() => 'not judged'));
});

test('an infinite tap on the padding is no term, but may give NaN where padding is multiplied as zeros', () => {
  const [image, kernel] = [arrayOf([1, 2, 3], [1, 3]), arrayOf([inf, 1, 1], [1, 3])];
  const question = questionOf({ kind: 'conv', image, kernel, padding: [0, 0, 1, 0] });
  const tally = (numbers: readonly number[]): Tally => {
    const answer = { name: 'y', file: arrayOf(numbers, [1, 2]) };
    const fast = judgeAnswer(question, answer, { name: '', accumulator: binary32 });
    const { isWrong, ...counts } = judgeAnswerSlowly(question, answer, { name: '', accumulator: binary32 });
    expect(fast).toMatchObject(counts);
    return fast;
  };
  expect(tally([3, inf])).toMatchObject({ within: 2, wrong: 0 });
  expect(tally([Number.NaN, inf])).toMatchObject({ within: 1, wrong: 0, notJudged: 1 });
  // Only the first output meets the padding.
  expect(tally([inf, Number.NaN])).toMatchObject({ within: 0, wrong: 2 });
});

test('numbers that are too far apart for a grid lie on none', () => {
  // 2^-200 ÷ 2^900 underflows to 0, which is a whole number.
  expect(judge(sumOf([2 ** 900, 2 ** -200], 'float64'), 2 ** 900, 'float64', binary64)[0]).toBe('within');
});

test('a sum may overflow in the format of the answer before its bias is added', () => {
  const one = (x: number) => arrayOf([x], [1, 1, 1, 1], 'float16');
  const request: ArrayRequest = {
    ...{ kind: 'conv', layout: 'nhwc', kernelLayout: 'hwio', image: one(256), kernel: one(256) },
    bias: array([-100], 'float16'),
  };
  const question = questionOf(request);
  const answer = { name: 'y', file: arrayOf([inf], question.outputSizes, 'float16') };
  expect(judgeAnswer(question, answer, { name: '', accumulator: binary32 }).notJudged).toBe(1);
});

test('a mean may be rounded to the format of the answer before it is divided', () => {
  // 2049 is half way between 2048 and 2050; 2048 ÷ 3 rounds down to 682.5.
  const request: ArrayRequest = { kind: 'sum', array: array([2047, 1, 1], 'float16'), mean: true };
  expect(judge(request, 682.5, 'float16', binary32)[0]).toBe('within');
});

test('an infinite tap on padding may give NaN, and may be left out', () => {
  const request: ArrayRequest = {
    ...{ kind: 'conv', layout: 'nhwc', kernelLayout: 'hwio', padding: [0, 0, 1, 0] },
    image: arrayOf([1, 2], [1, 1, 2, 1]),
    kernel: arrayOf([inf, 3], [1, 2, 1, 1]),
  };
  const question = questionOf(request);
  const tallyOf = (...numbers: readonly number[]): Tally =>
    judgeAnswer(
      question,
      { name: 'y', file: arrayOf(numbers, question.outputSizes) },
      { name: '', accumulator: binary32 },
    );
  expect(tallyOf(3, inf)).toMatchObject({ within: 2 });
  expect(tallyOf(Number.NaN, inf)).toMatchObject({ within: 1, notJudged: 1 });
  expect(tallyOf(inf, Number.NaN)).toMatchObject({ wrong: 2 });
});

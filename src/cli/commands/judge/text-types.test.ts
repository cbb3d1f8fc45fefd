import { expect, test } from 'vitest';
import { arrayOf } from '../../../arrays/array-of.ts';
import type { ElementType } from '../../../float/element-type.ts';
import { typedAnswer, typedInput } from './text-types.ts';

const text = (numbers: readonly number[]) => arrayOf(numbers, [numbers.length], 'float64', 'y.json');
const typeOf = (numbers: readonly number[]) => typedAnswer(text(numbers), undefined).file.type;

test('decimals are float32 if they can be, and short ones that are many are refused', () => {
  expect(typeOf([0.5, Number.NaN, Number.POSITIVE_INFINITY, 16777216])).toBe('float32');
  expect(typeOf([0.1, 0.25])).toBe('float32');
  expect(typeOf([0.123456789])).toBe('float32');
  expect(typeOf([0.1234567891])).toBe('float64');
  // %.6f of binary32 numbers.
  expect(typeOf([39782.402344, 39782.398438])).toBe('float32');
  expect(typeOf([39782.402344, 39782.398439])).toBe('float64');
  // One number that is no binary32 number among many that are, to the last digit.
  const widened = Array.from({ length: 9 }, (_, index) => Math.fround(Math.sin(index + 1)));
  expect(typeOf([...widened, 1.51042748451232])).toBe('float32');
  expect(typeOf([...widened.map((x) => x * 1.1), Math.fround(0.1)])).toBe('float64');
  const shortened = Array.from({ length: 8 }, (_, index) => 0.1234501 + index / 1e5);
  expect(() => typeOf(shortened.map((x) => Number(x.toPrecision(7))))).toThrow(/at most 7 significant digits, too few/);
  expect(typeOf(shortened.slice(1).map((x) => Number(x.toPrecision(7))))).toBe('float32');
  expect(typeOf(shortened.map((x) => Number(`${x.toPrecision(7)}12`)))).toBe('float32');
  expect(typedAnswer(text(shortened), 'float16').file.read(0, 1)[0]).toBe(0.12347412109375);
});

test('inputs in text are rounded where no answer is float64; others only with --round-inputs', () => {
  const answers = (...types: readonly ElementType[]) => types.map((type) => arrayOf([1], [1], type));
  expect(typedInput(text([0.1]), answers('float32', 'bfloat16'), false)).toMatchObject({
    ...{ rounded: true, file: { type: 'float32' } },
    note: 'y.json: read as float32, because the answers are no float64; 1 number of it had to be rounded.',
  });
  expect(typedInput(text([0.1]), answers('float32', 'float64'), false).file.type).toBe('float64');
  const short = text(Array.from({ length: 8 }, (_, index) => (101 + index) / 1000));
  expect(typedInput(short, answers('float32'), false).note).toMatch(/decimals \(3 digits at most\) were shortened/);
  const binary = arrayOf([0.1], [1], 'float64', 'x.npy');
  expect(typedInput(binary, answers('float32'), false)).toEqual({ file: binary });
  expect(typedInput(binary, answers('bfloat16'), true).file.read(0, 1)[0]).toBe(0.10009765625);
  expect(typedInput(binary, answers('bfloat16', 'float16'), true).file.type).toBe('float32');
});

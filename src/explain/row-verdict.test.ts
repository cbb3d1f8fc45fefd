import { expect, test } from 'vitest';
import { windowOfFactors } from './observed-window.test-support.ts';
import { rowVerdict } from './row-verdict.ts';

const sum = [1, 2 ** -24, 2 ** -24, 2 ** -24];

test('a finite result is judged by equality, by the bound, and by what orders reach', async () => {
  const window = await windowOfFactors(sum);
  const verdict = (value: number, within: boolean | null = true) => rowVerdict(value, 'binary32', within, window);
  expect(verdict(1)).toBe('reached');
  expect(verdict(1 + 2 ** -22, true)).toBe('reached');
  expect(verdict(1 - 2 ** -24)).toBe('outside-reach');
  expect(verdict(0.5, false)).toBe('no-rounding');
  expect(rowVerdict(1 + 3 * 2 ** -24, 'binary64', true, window)).toBe('reached');
  expect(rowVerdict(1 + 2 ** -24, 'binary64', null, window)).toBe('undecided');
  // The sums of neighbours in all orders lie around it, and none of our own algorithms gives it.
  const none = { ...window, candidates: window.candidates.filter(({ value }) => value !== 1 + 2 ** -23) };
  expect(rowVerdict(1 + 2 ** -23, 'binary32', true, none)).toBe('within-reach');
});

test('where no order rounds, another number is impossible, although the bound allows it', async () => {
  const window = await windowOfFactors([3, 5, -7]);
  expect(rowVerdict(1, 'binary32', true, window)).toBe('reached');
  expect(rowVerdict(1 + 2 ** -23, 'binary32', true, window)).toBe('impossible');
});

test('NaN and infinities are due, possible or not', async () => {
  const due = await windowOfFactors([Number.POSITIVE_INFINITY, 1]);
  expect(rowVerdict(Number.POSITIVE_INFINITY, 'binary32', null, due)).toBe('due');
  expect(rowVerdict(Number.NaN, 'binary32', null, due)).toBe('not-due');
  expect(rowVerdict(1, 'binary32', null, due)).toBe('no-rounding');
  const finite = await windowOfFactors([1, 2]);
  expect(rowVerdict(Number.NaN, 'binary32', false, finite)).toBe('not-due');
  const some = await windowOfFactors([2 ** 127, 2 ** 127, -(2 ** 127)]);
  expect(rowVerdict(Number.POSITIVE_INFINITY, 'binary32', null, some)).toBe('possible');
  expect(rowVerdict(2 ** 127, 'binary64', null, some)).toBe('reached');
  expect(rowVerdict(Number.POSITIVE_INFINITY, 'binary64', false, some)).toBe('undecided');
});

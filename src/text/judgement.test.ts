import { expect, test } from 'vitest';
import {
  exampleAnswer,
  exampleElement,
  exampleJudgement,
  exampleOfTwo,
  exampleRight,
} from './judgement-example.test-support.ts';
import { judgementLines } from './judgement-lines.ts';
import { computedText, exactText, placeText } from './judgement-values.ts';

const text = (...given: Parameters<typeof judgementLines>): string => judgementLines(...given).join('\n');

test('the answer comes first, once, then counts, the largest errors by axes, the reading and what is next', () => {
  const lines = text(exampleJudgement, { next: ['npx lastbit explain …'] });
  expect(lines).toMatch(/^60 of 2,400 outputs are wrong, up to 823,045 bounds away: the last column\.\n\n- All 60/);
  expect(lines.split('the last column')).toHaveLength(2);
  expect(lines).toMatch(/\ny\.npy +float32 +2,400 +2,340 +60 /);
  expect(lines).toMatch(/\n +row +column +channel +computed +exact/);
  expect(lines).toMatch(/\n +3 +39 +1 +0 +0\.123456789012… /);
  expect(lines).toMatch(/as if nobody had written them +60 of 60\n/);
  expect(lines).toMatch(/Read as a convolution.*\n\nTo learn more:\n {2}npx lastbit explain …$/);
});

test('all lines fit the width, and a wider terminal has wider lines', () => {
  for (const width of [80, 120]) {
    for (const line of judgementLines(exampleOfTwo, { width, all: true })) {
      expect([...line].length, line).toBeLessThanOrEqual(width);
    }
  }
  const narrow = judgementLines(exampleOfTwo);
  expect(narrow.length).toBeGreaterThan(judgementLines(exampleOfTwo, { width: 120 }).length);
  expect(narrow).toEqual(judgementLines(exampleOfTwo, { width: 80 }));
});

test('the five largest errors are shown, and with --all twenty', () => {
  const worst = Array.from({ length: 20 }, (_, index) => ({ ...exampleElement, errorOverBound: 900 - index }));
  const long = { ...exampleJudgement, outputs: [{ ...exampleAnswer, worst }] };
  expect(text(long)).toMatch(/the 5 largest errors.*\s896\n\nRead/s);
  expect(text(long, { all: true })).toMatch(/the 20 largest errors.*\s881\n\nRead/s);
});

test('of several answers each is told, and each pair', () => {
  const lines = text(exampleOfTwo, { width: 200 });
  expect(lines).toContain('other: All 2,400 outputs are roundings');
  expect(lines).toContain('other is equal bit for bit to a sum from the first term to the last');
  expect(lines).toContain('y.npy and other: y.npy has 60 wrong outputs; other is right.');
  expect(lines).toContain('- first difference: row 0, column 0, channel 0: 1.25 and 1.2500001, exact 1.25\n');
  expect(lines).toContain('neither on 1,740 of 2,400');
});

test('an exact answer has no table of errors, and hostile names are shown', () => {
  const exact = { ...exampleElement, errorUlp: 0, errorOverBound: 0 };
  const name = '\u001b[2J\nFORGED';
  const right = { ...exampleRight, name, largest: exact, worst: [exact], algorithms: [] };
  const lines = judgementLines({ ...exampleJudgement, verdict: 'rounding', outputs: [right] });
  expect(lines.join('\n')).not.toContain('largest error');
  expect(lines.join('')).toContain('FORGED');
  for (const line of lines) expect(line).not.toMatch(/\p{Cc}|^FORGED/u);
});

test.each([
  [0.12345678901234568, 'float32', '0.123456789012…'],
  [-123456789.123456, 'float32', '-123456789.123…'],
  [1.2345678901234567e-30, 'float32', '1.23456789012…e-30'],
  [0.5, 'float32', '0.5'],
  [2 ** 60, 'float16', '1152921504606846976'],
  [0.12345678901234568, 'float64', '0.12345678901234568'],
  ['NaN', 'float32', 'NaN'],
  ['-Infinity', 'float32', '−∞'],
  ['-0', 'float32', '-0'],
] as const)('the exact value %s beside %s is %s', (x, type, shown) => {
  expect(exactText(x, type)).toBe(shown);
});

test('computed numbers have the digits of their type, and a single output needs no place', () => {
  expect(computedText(Math.fround(0.1), 'float32')).toBe('0.1');
  expect(computedText(Math.fround(0.1), 'float64')).toBe('0.10000000149011612');
  expect(computedText('Infinity', 'float16')).toBe('∞');
  expect(placeText([])).toBe('the only output');
  expect(placeText(exampleElement.place)).toBe('row 3, column 39, channel 1');
});

import { expect, test } from 'vitest';
import { dyadicOf } from '../float/dyadic.ts';
import { explainObserved } from './explain-observed.ts';
import { seedObserved } from './seed-case.ts';

const sequential = { subject: 'lastbit/sequential', format: 'binary32' as const, value: 188415 / 2 ** 27 };
const wide = { subject: 'numpy/multiply-sum:binary64', format: 'binary64' as const, value: 188417 / 2 ** 27 };
const other = { subject: 'other', format: 'binary32' as const, value: Math.fround(0.0014038166) };
const explained = seedObserved.map((one) => explainObserved(one, [sequential, wide, other], dyadicOf(wide.value)));

test('the number with 27 decimals is one binary32 number printed in full, and only the sequential sum gives it', () => {
  expect(explained[0]).toMatchObject({
    consistentWith: ['lastbit/sequential'],
    possibleBinary32: true,
    printedInFull: { binary32: true, binary64: true },
    pinned: { bits: '3ab7ffc0', decimal: '0.001403801143169403076171875' },
  });
});

test('who gives a number is said in a sentence, whatever the counts', () => {
  const statement = (printed: string, ...candidates: Parameters<typeof explainObserved>[1]) =>
    explainObserved({ name: 'x', printed }, candidates, undefined).statement.replace(/^.*\. (?=[A-Z0-9])/, '');
  const [one, two] = [1, 2].map((value) => ({ subject: 'a', format: 'binary32' as const, value }));
  const wideOne = { subject: 'b', format: 'binary64' as const, value: 1 };
  expect(statement('3', one!)).toBe('No result here prints as this number.');
  expect(statement('1', one!)).toBe('The binary32 result here prints as this number.');
  expect(statement('1', one!, two!)).toBe('1 of the 2 binary32 results here prints as this number.');
  expect(statement('1', one!, one!, wideOne)).toBe(
    'All 2 binary32 results here print as this number; the binary64 one does.',
  );
  expect(statement('2', two!, wideOne)).toBe(
    'The binary32 result here prints as this number; the binary64 one does not.',
  );
});

test('few algorithms are said in a whole sentence', () => {
  expect(explained[0]?.statement).toMatch(/ Of lastbit's algorithms, only sequential prints it\.$/);
  const two = [sequential, { ...sequential, subject: 'lastbit/lanes-8' }];
  expect(explainObserved(seedObserved[0]!, two, undefined).statement).toMatch(/only sequential, lanes-8 print it\.$/);
});

test('0.00140382 leaves room for many binary32 numbers', () => {
  expect(explained[1]).toMatchObject({
    consistentWith: ['numpy/multiply-sum:binary64', 'other'],
    printedInFull: { binary32: false, binary64: false },
    pinned: null,
    rounded: { low: '1403815e-9', high: '1403825e-9', lowIncluded: true, highIncluded: true, binary32Count: 85 },
    truncated: { binary32Count: 86 },
  });
});

test('0.00140381604433 is a rounded number, and the exact value is the only binary32 number that prints as it', () => {
  expect(explained[2]).toMatchObject({
    consistentWith: ['numpy/multiply-sum:binary64'],
    possibleBinary32: true,
    printedInFull: { binary32: false, binary64: false },
    pinned: { bits: '3ab80040', decimal: '0.001403816044330596923828125' },
  });
  expect(explained[2]?.statement).toBe(
    'This decimal is neither a binary32 nor a binary64 number: it was rounded or cut off after 14 decimals. ' +
      'One binary32 number (3ab80040, the exact value) and 46,117 binary64 numbers print as this decimal. ' +
      'None of the 2 binary32 results here print as this number; the binary64 one does.',
  );
});

test('a decimal between two neighbouring binary32 numbers is no binary32 number at all', () => {
  const between = explainObserved({ name: 'x', printed: '1.00000005960464477' }, [], undefined);
  expect(between).toMatchObject({ possibleBinary32: false, pinned: null, consistentWith: [] });
  expect(between.statement).toContain('No binary32 number prints as this decimal; binary64 numbers do.');
  expect(explainObserved({ name: 'x', printed: '1e39' }, [], undefined).possibleBinary32).toBe(false);
});

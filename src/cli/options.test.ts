import { expect, test } from 'vitest';
import { lastbitSubjects } from '../engines/subjects.ts';
import { UsageError } from '../errors/usage-error.ts';
import { parseBetween, parseCount, parsePadding, parsePair, parseWhole } from './options.ts';
import { chooseSubjects } from './subject-options.ts';

const subjects = lastbitSubjects();

test('subjects are chosen by id or by engine, in the order of the table', () => {
  const chosen = chooseSubjects('--subject', subjects, ['lastbit/pairwise', 'lastbit/sequential']);
  expect(chosen.map(({ id }) => id)).toEqual(['lastbit/sequential', 'lastbit/pairwise']);
  expect(chooseSubjects('--subject', subjects, ['lastbit'])).toEqual(subjects);
  expect(chooseSubjects('--subject', subjects, [])).toEqual(subjects);
  expect(chooseSubjects('--subject', subjects, ['other'], ['other'])).toEqual([]);
});

test('an unknown name is refused with the nearest one', () => {
  const choose = () => chooseSubjects('--subject', subjects, ['lastbit/sequentiall']);
  expect(choose).toThrow(UsageError);
  expect(choose).toThrow(
    '--subject lastbit/sequentiall: there is no such subject or engine; did you mean lastbit/sequential?',
  );
});

const noNumbers = [
  ...[
    '',
    ' ',
    '-1',
    '-0',
    '+1',
    '1.5',
    '1e3',
    '1e999',
    '0x10',
    '0b1',
    '1_000',
    '1,000',
    'NaN',
    'Infinity',
    '-Infinity',
  ],
  ...['\u0661', '１', '1\0', '1 2', '9007199254740993', '9'.repeat(1_000_000), `${'1'.repeat(1_000_000)}x`],
];
test.each([
  ['--seed', (text: string) => parseWhole('--seed', text)],
  ['--rounds', (text: string) => parseCount('--rounds', text)],
  ['--cases', (text: string) => parseBetween('--cases', text, 1, 10)],
  ['--stride', (text: string) => parsePair('--stride', text)],
  ['--padding', parsePadding],
])('%s takes decimal digits only, and refuses in a line that is short and has no odd characters', (option, parse) => {
  for (const text of noNumbers) {
    // 0 rows and 10 columns.
    if (option === '--padding' && ['', '0x10'].includes(text)) continue;
    expect(() => parse(text)).toThrow(UsageError);
    expect(() => parse(text)).toThrow(new RegExp(`^${option} [ -~\u00a0-\uffff]{1,500}$`));
  }
});

import { expect, test } from 'vitest';
import { linedJson } from './json.ts';
import { alignPoints, markdownTable, oneLine, sideBySide, tableLines, wrapped } from './layout.ts';
import { counted, formatCount, formatNumber, formatShare } from './numbers.ts';
import { subjectNames } from './subject-names.ts';

test('decimal points are aligned, and words and dashes end where whole parts end', () => {
  expect(alignPoints(['1.5', '−128', '–', '0.00125', '1e−5', 'NaN'])).toEqual([
    '   1.5    ',
    '−128      ',
    '   –      ',
    '   0.00125',
    '   1e−5   ',
    ' NaN      ',
  ]);
});

test('columns are as wide as their widest cell; nothing follows the last one', () => {
  const rows = [
    { name: 'a', count: 5 },
    { name: 'longer', count: 12.25 },
  ];
  expect(
    tableLines(
      [
        { title: 'name', align: 'left', cell: ({ name }) => name },
        { title: 'count', align: 'point', cell: ({ count }) => String(count) },
        { title: 'n', align: 'right', cell: ({ count }) => String(Math.floor(count)) },
      ],
      rows,
    ),
  ).toEqual(['name    count   n', 'a        5      5', 'longer  12.25  12']);
});

test('a table is fitted to a width: idle columns go, titles and then texts are broken', () => {
  const columns = [
    { title: 'subject', align: 'left', cell: ({ id }: { id: string }) => id },
    { title: 'known defects', align: 'right', mayGo: true, cell: () => '0' },
    { title: 'largest error', align: 'right', cell: () => '1.0000' },
    { title: 'remarks', align: 'left', cell: () => 'one two three four five six seven' },
  ] as const;
  const rows = [{ id: 'mine/conv2d' }];
  const whole = tableLines(columns, rows);
  expect(whole).toHaveLength(2);
  expect(whole[0]).toContain('known defects');
  expect(tableLines(columns, rows, { width: 200 })).toEqual(whole);
  expect(tableLines(columns, rows, { width: 50, indent: 2 })).toEqual([
    '  subject      largest  remarks',
    '                 error',
    '  mine/conv2d   1.0000',
    '      one two three four five six seven',
  ]);
  const long = [{ ...columns[0] }, { ...columns[3], cell: () => 'one two three '.repeat(4).trim() }] as const;
  expect(tableLines(long, rows, { width: 60 })).toEqual([
    'subject      remarks',
    'mine/conv2d  one two three one two three one two three one',
    '             two three',
  ]);
  for (let width = 40; width < 90; width++)
    for (const line of tableLines(columns, rows, { width })) expect(line.length).toBeLessThanOrEqual(width);
});

test('numbers for reading', () => {
  const numbers = [0, 128, -128, 408.5959, 0.31327, 10215.4, 1e-7, 4e-9, 12345678, null, undefined];
  expect(numbers.map((x) => formatNumber(x))).toEqual([
    '0',
    '128',
    '−128',
    '409',
    '0.313',
    '10215',
    '1.00e−7',
    '4.00e−9',
    '1.23e7',
    '–',
    '–',
  ]);
  expect(formatCount(1234567)).toBe('1,234,567');
  expect([counted(1, 'case'), counted(1000, 'case'), counted(2, 'mismatch', 'mismatches')]).toEqual([
    '1 case',
    '1,000 cases',
    '2 mismatches',
  ]);
  expect([0, 0.5, 0.144567, 2e-6, 1].map(formatShare)).toEqual(['0 %', '50 %', '14.5 %', '0.0002 %', '100 %']);
});

test('subjects in few words, our own algorithms last', () => {
  expect(subjectNames(['lastbit/kahan', 'a/x', 'a/y@z=0', 'b/x'])).toBe('a/{x, y@z=0}; b/x; lastbit/kahan');
  expect(subjectNames(['lastbit/a', 'lastbit/b', 'lastbit/c'], 2)).toBe('3 algorithms of lastbit');
});

test('lines break between words', () => {
  expect(wrapped('one two three', 2, 10)).toEqual(['  one two', '  three']);
});

test('text from outside stays within its cell and its line', () => {
  const hostile = 'a\u001b[2J\u202e\nb';
  const shown = 'a\\u001b[2J\\u202e\\nb';
  expect(tableLines([{ title: 't', align: 'left', cell: (text) => text }], [hostile])).toEqual(['t', shown]);
  expect(wrapped(hostile, 0)).toEqual([shown]);
  expect(sideBySide([['', hostile, '']])).toEqual([expect.stringContaining(shown)]);
  expect(markdownTable(['t'], [[hostile]])).toContain(`| ${shown} |`);
  expect(oneLine(hostile)).toBe('a\\u001b[2J\\u202e b');
  expect(linedJson({ hostile }, 1)).toBe(`{\n"hostile":"${shown}"\n}\n`);
});

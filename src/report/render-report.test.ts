import { expect, test } from 'vitest';
import { emptyRun, exampleRun } from './example-run.test-support.ts';
import { renderReport } from './render-report.ts';

const page = renderReport(exampleRun());

test('the same record gives the same page', () => {
  expect(renderReport(exampleRun())).toBe(page);
  expect(renderReport(JSON.parse(JSON.stringify(exampleRun())))).toBe(page);
});

test('the page needs no script, no network and no second file', () => {
  expect(page).not.toMatch(/<script|<link|@import|\ssrc=|url\(/i);
  expect(page.match(/https?:\/\/[^"\s]+/g)?.every((address) => address === 'http://www.w3.org/2000/svg')).toBe(true);
});

test('text from outside is escaped wherever it appears', () => {
  expect(page.split('&lt;script&gt;alert(1)&lt;').length).toBe(3);
  expect(page).not.toContain('<script>alert');
});

test('tags are balanced', () => {
  const open: string[] = [];
  for (const [tag, closing, name, empty] of page.matchAll(/<(\/)?([a-zA-Z][\w-]*)[^<>]*?(\/)?>/g)) {
    if (empty === '/' || /^(meta|br)$/.test(name ?? '')) continue;
    if (closing === '/') expect(`${open.pop()} closed by ${tag}`).toBe(`${name} closed by ${tag}`);
    else open.push(name ?? '');
  }
  expect(open).toEqual([]);
});

test('engines that are missing, and subjects without a value, keep their rows', () => {
  expect(page).toContain('no Python 3 on the path');
  expect(page).toContain('npx lastbit engines install numpy');
  expect(page).toMatch(/numpy\/dot<\/td><td colspan="8">missing: no Python/);
});

test('every figure says versions, processor and seed', () => {
  expect(page.split('lastbit 0.1.0 on Example CPU, seed 20180126').length).toBe(3);
});

test('a known defect is loud, and its ratio stands on the page', () => {
  expect(page).toContain('known defect');
  expect(page).toContain('31 hits of known defects');
  expect(page).toContain('1.678e7');
});

test('an empty run is a page that says so', () => {
  const empty = renderReport(emptyRun());
  expect(empty).toContain('No cases were run.');
  expect(empty).toContain('None recorded, none found.');
  expect(empty).not.toContain('undefined');
  expect(empty).not.toContain('NaN');
});

test('a run that was cut off says so first', () => {
  const cut = renderReport({ ...exampleRun(), interrupted: 'stopped from the keyboard <now>' });
  expect(cut).toContain('This run ended early:</strong> stopped from the keyboard &lt;now&gt;');
});

test('nothing undefined reaches the page', () => {
  expect(page).not.toMatch(/undefined|\[object|NaN/);
});

test('a case without an exact value has a page without the histogram axis', () => {
  const run = exampleRun();
  const outputs = run.explanation?.outputs.map((output) => ({
    ...output,
    condition: null,
    unitErrorUlp: null,
    exact: { decimal: 'none', dyadic: null, binary32Bits: null, binary64Bits: null, because: 'image[3] is NaN' },
  }));
  const text = renderReport({ ...run, explanation: { ...run.explanation, outputs } as never });
  expect(text).toContain('image[3] is NaN');
  expect(text).not.toContain('Infinity');
});

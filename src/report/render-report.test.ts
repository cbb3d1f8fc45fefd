import { expect, test } from 'vitest';
import { emptyRun, exampleRow, exampleRun } from './example-run.test-support.ts';
import { heatOf } from './heat-map.ts';
import { renderReport } from './render-report.ts';
import type { CampaignRowRecord, RunRecord } from './run-record.ts';

/** The text of one page of a run; its index, unless another is asked for. */
function pageOf(run: RunRecord, path = 'index.html'): string {
  return renderReport(run).find((page) => page.path === path)?.text ?? '';
}

const page = pageOf(exampleRun());
const proven = pageOf(exampleRun(), 'claims/dot-any-order.html');
const refuted = pageOf(exampleRun(), 'claims/two-orders.html');

test('the same record gives the same page', () => {
  expect(renderReport(exampleRun())).toEqual(renderReport(exampleRun()));
  expect(renderReport(JSON.parse(JSON.stringify(exampleRun())))).toEqual(renderReport(exampleRun()));
});

test.each([page, proven, refuted])('a page needs no script, no network and no second file', (page) => {
  expect(page).not.toMatch(/<script|<link|@import|\ssrc=|url\(/i);
  expect(page.match(/https?:\/\/[^"\s]+/g)?.every((address) => address === 'http://www.w3.org/2000/svg')).toBe(true);
});

test('text from outside is escaped wherever it appears', () => {
  expect(page.split('&lt;script&gt;alert(1)&lt;').length).toBe(3);
  expect(page).not.toContain('<script>alert');
});

test.each([page, proven, refuted])('tags are balanced', (page) => {
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
  expect(page).toMatch(/numpy\/dot<\/td><td colspan="7">missing: no Python/);
});

test('every figure says versions, processor and seed', () => {
  expect(page.split('lastbit 0.1.0 on Example CPU, seed 20180126').length).toBe(3);
});

test('a known defect is loud, and its ratio stands on the page', () => {
  expect(proven).toContain('known defect');
  expect(proven).toContain('31 hits of known defects');
  expect(page).toContain('1.678e7');
});

test('an empty run is a page that says so', () => {
  const empty = pageOf(emptyRun());
  expect(empty).toContain('No cases were run.');
  expect(empty).toContain('None recorded, none found.');
  expect(empty).not.toContain('undefined');
  expect(empty).not.toContain('NaN');
});

test('a run that was cut off says so first', () => {
  const cut = pageOf({ ...exampleRun(), interrupted: 'stopped from the keyboard <now>' });
  expect(cut).toContain('This run ended early:</strong> stopped from the keyboard &lt;now&gt;');
});

test.each([page, proven, refuted])('nothing undefined reaches a page', (page) => {
  expect(page).not.toMatch(/undefined|\[object|NaN/);
});

test('a case without an exact value has a page without the histogram axis', () => {
  const run = exampleRun();
  const output = {
    ...run.explanation?.output,
    condition: null,
    unitErrorUlp: null,
    exact: { decimal: 'none', dyadic: null, binary32Bits: null, binary64Bits: null, because: 'image[3] is NaN' },
  };
  const text = pageOf({ ...run, explanation: { ...run.explanation, output } as never });
  expect(text).toContain('image[3] is NaN');
  expect(text).not.toContain('Infinity');
});

test('every claim has a page, which the index and the heat map lead to', () => {
  for (const { id } of exampleRun().claims) expect(page).toContain(`<a href="claims/${id}.html">${id}</a>`);
  expect(page).toContain('title="dot-any-order, tfjs-node/conv2d: holds, 0.125 of its bound"');
  expect(proven).toContain('<a href="../index.html">');
});

test('the heat map is darker nearer to the bound, and has colours of its own for what is wrong', () => {
  const heat = (some: Partial<CampaignRowRecord>) => heatOf(exampleRow('x/y', { outputs: 9, ...some }));
  expect([0, 2 ** -12, 2 ** -6, 1].map((attained) => heat({ attained }).darkness)).toEqual([8, 8, 54, 100]);
  expect(heat({ verdict: 'violated', alarm: true }).look).toBe('wrong');
  expect(heat({ verdict: 'violated', alarm: false }).look).toBe('refuted');
  expect(heat({ verdict: 'known-defect' }).look).toBe('defect');
  expect(heat({ verdict: 'missing' }).look).toBe('absent');
  expect(heat({ verdict: 'vacuous', outputs: 0 }).look).toBe('absent');
});

test("a claim's page says what it says, why, and how it fared over distributions and numbers of terms", () => {
  const words = [
    '|ŝ − s| ≤ n·u·P',
    'Somebody 2013',
    'a sum whose every addition is a tie',
    'larger than 2<sup>100</sup>',
  ];
  for (const word of words) expect(proven).toContain(word);
  expect(proven).toContain('tfjs-node/conv2d, 25 terms: 0.1250');
  expect(proven.indexOf('<td>ties &lt;all&gt;</td>')).toBeLessThan(proven.indexOf('<td>few bits</td>'));
  expect(proven).toContain('id="a1b2c3"');
});

test('a refuted claim shows its counterexample as image and kernel', () => {
  expect(refuted).toContain('What refutes it');
  expect(refuted).toContain('image row 0, column 1: 2.5');
  expect(refuted).toContain('kernel row 0, column 1: -4');
  expect(refuted).toContain('lastbit/reversed');
});

test('a page has the style that it needs, and no more', () => {
  const styleOf = (text: string): string => /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
  expect(styleOf(page)).toContain('.heat tbody td');
  expect(styleOf(proven)).not.toContain('.heat');
  for (const rule of ['body{', '.scroll{', '.panels{', '@media print']) expect(styleOf(proven)).toContain(rule);
});

test('dots of subjects that would cover one another are one', () => {
  const run = exampleRun();
  const rows = ['x/a', 'x/b', 'lastbit/c'].map((subject) =>
    exampleRow(subject, { outputs: 1, attainedByTerms: { 9: 0.5 } }),
  );
  const text = pageOf({ ...run, campaign: { ...run.campaign!, rows } }, 'claims/dot-any-order.html');
  const dots = [...text.matchAll(/<circle[^>]*>(?:<title>([^<]*))?/g)].map(([, title]) => title);
  expect(dots).toEqual([undefined, 'x/a, 9 terms: 0.5000; and 1 more']);
});

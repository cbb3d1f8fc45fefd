import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { coverageOf } from '../fuzz/coverage.ts';
import { claimOutcome } from './claim-outcome.ts';
import { emptyRun, exampleRow, exampleRun } from './example-run.test-support.ts';
import { heatLegend, heatMap, heatOf } from './heat-map.ts';
import { pageStyle } from './page.ts';
import { renderReport } from './render-report.ts';
import { answer, headline } from './run-answer.ts';
import type { RunRecord } from './run-record.ts';

const page = renderReport(exampleRun());
const usual = renderReport(usualRun());
const proven = claimOf(page, 'dot-any-order');
const refuted = claimOf(page, 'two-orders');

/** Twenty claims on 28 subjects of engines and 50 of our own. */
function usualRun(): RunRecord {
  const run = exampleRun();
  const names = (text: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${text}-${n}`);
  const row = run.campaign!.rows.find(({ subject }) => subject === 'tfjs-node/conv2d')!;
  const claims = names('claim', 20).map((id) => ({ ...run.claims[0]!, id }));
  const subjects = [...names('some-engine/operation', 28), ...names('lastbit/algorithm', 50)];
  const rows = claims.flatMap(({ id: claim }) => subjects.map((subject) => ({ ...row, claim, subject })));
  return { ...run, claims, campaign: { ...run.campaign!, rows } };
}

/** The section of one claim. */
function claimOf(text: string, id: string): string {
  const sections = text.split('<details class="claim">').slice(1);
  return sections.find((section) => section.includes(`id="claim-${id}"`)) ?? '';
}

test('the same record gives the same page', () => {
  expect(renderReport(exampleRun())).toBe(page);
  expect(renderReport(JSON.parse(JSON.stringify(exampleRun())))).toBe(page);
});

test('the page needs no script, no network and no other file', () => {
  expect(page).not.toMatch(
    /<script|<link|<iframe|<object|<embed|<img|<image|@import|\s(?:src|srcset|data|poster)=|url\(/i,
  );
  expect(page.match(/https?:\/\/[^"\s]+/g)?.every((address) => address === 'http://www.w3.org/2000/svg')).toBe(true);
  const targets = [...page.matchAll(/\shref="([^"]*)"/g)].map(([, target]) => target!);
  expect(targets.length).toBeGreaterThan(10);
  expect(targets.filter((target) => !target.startsWith('#'))).toEqual([]);
});

test.each([page, usual])(
  'ids are unique, and every link and every drawing that is used again has its target',
  (page) => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
    expect(ids.length).toBe(new Set(ids).size);
    const targets = [...page.matchAll(/\shref="#([^"]*)"/g)].map(([, id]) => id!);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    for (const id of ['a1b2c3', 'results', 'engines']) expect(targets).toContain(id);
    for (const kind of [/^claim-/, /^axis-/]) expect(targets.some((target) => kind.test(target))).toBe(true);
  },
);

test('a run of a usual size has a page of at most a megabyte', () => {
  expect(usual.length).toBeGreaterThan(200_000);
  expect(usual.length).toBeLessThan(1_000_000);
});

test('a finding of a claim that the record does not tell is drawn all the same', () => {
  const text = renderReport({ ...exampleRun(), claims: [] });
  expect(text).toContain('<article class="finding" id="a1b2c3">');
});

test('no text of an engine or of a file becomes markup, or a character that is not seen', () => {
  const hostile = `"'><b onclick='x'>&\u001b[31m\u009b\u202e\nFORGED`;
  const run = JSON.stringify(exampleRun()).replaceAll(
    /tfjs-node|tfjs-wasm|4\.22\.0/g,
    JSON.stringify(hostile).slice(1, -1),
  );
  const text = renderReport(JSON.parse(run));
  expect(text).toContain('\\u001b[31m\\u009b\\u202e\\nFORGED');
  expect(text).not.toMatch(/^FORGED/m);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(text).not.toContain('<b ');
  // An attribute, which is to say outside quotes.
  expect(text).not.toMatch(/<[a-z]+(?:[^<>"]|"[^"]*")*\sonclick/);
});

test('text from outside is escaped wherever it appears', () => {
  expect(page.split('&lt;script&gt;alert(1)&lt;').length).toBe(3);
  expect(page).not.toContain('<script>alert');
});

/** Tags that HTML closes itself where the next one opens. */
const implied = /^(meta|br|td|th|tr|thead|tbody|dt|dd|li)$/;

test('tags are balanced', () => {
  const open: string[] = [];
  for (const [tag, closing, name, empty] of page.matchAll(/<(\/)?([a-zA-Z][\w-]*)[^<>]*?(\/)?>/g)) {
    if (empty === '/' || implied.test(name ?? '')) continue;
    if (closing === '/') expect(`${open.pop()} closed by ${tag}`).toBe(`${name} closed by ${tag}`);
    else open.push(name ?? '');
  }
  expect(open).toEqual([]);
});

test('engines that are missing, and subjects without a value, keep their rows', () => {
  expect(page).toContain('no Python 3 on the path');
  expect(page).toContain('npx lastbit engines install numpy');
  expect(page).toMatch(/numpy\/dot<td colspan="7">missing: no Python/);
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
  const output = {
    ...run.explanation?.output,
    condition: null,
    unitErrorUlp: null,
    exact: { decimal: 'none', dyadic: null, binary32Bits: null, binary64Bits: null, because: 'image[3] is NaN' },
  };
  const text = renderReport({ ...run, explanation: { ...run.explanation, output } as never });
  expect(text).toContain('image[3] is NaN');
  expect(text).not.toContain('Infinity');
});

test('the heat map leads to every claim that was tried', () => {
  expect(page).toContain('<a href="#claim-dot-any-order">dot-any-order</a>');
  expect(page).toContain('title="tfjs-node/conv2d: holds, 0.125 of its bound"');
});

test('blanks that stand together in the heat map are one cell, and no cell is lost', () => {
  const row = (claim: string, subject: string) => exampleRow(subject, { claim, outputs: 9, attained: 0.5 });
  const rows = [row('one', 'x/a'), row('one', 'x/d'), ...['a', 'b', 'c', 'd'].map((name) => row('two', `x/${name}`))];
  const { markup } = heatMap(rows, ['x/a', 'x/b', 'x/c', 'x/d']);
  const first = /<a href="#claim-one">one<\/a><\/th>(.*?)<\/tr>/.exec(markup)?.[1] ?? '';
  expect(first.replaceAll(/ class="[^"]*"| style="[^"]*"/g, '')).toBe(
    '<td title="x/a: holds, 0.5000 of its bound"></td><td colspan="2"></td><td title="x/d: holds, 0.5000 of its bound"></td>'.replaceAll(
      '0.5000',
      '0.5',
    ),
  );
  expect(markup.match(/<td class/g)?.length).toBe(6);
});

test('the heat map is darker nearer to the bound, and has colours of its own for what is wrong', () => {
  const heat = (some: Partial<CampaignRow>) => heatOf(exampleRow('x/y', { outputs: 9, ...some }));
  expect([0, 2 ** -12, 2 ** -6, 1].map((attained) => heat({ attained }).darkness)).toEqual([8, 8, 54, 100]);
  expect(heat({ verdict: 'violated', alarm: true }).look).toBe('wrong');
  expect(heat({ verdict: 'violated', alarm: false }).look).toBe('refuted');
  expect(heat({ verdict: 'known-defect' }).look).toBe('defect');
  expect(heat({ verdict: 'missing' }).look).toBe('absent');
  expect(heat({ verdict: 'vacuous', outputs: 0 }).look).toBe('absent');
});

test('the section of a claim has its statement, its source, and its results by distribution and number of terms', () => {
  const words = [
    '|ŝ − s| ≤ n·u·P',
    'Somebody 2013',
    'a sum whose every addition is a tie',
    'larger than 2<sup>100</sup>',
  ];
  for (const word of words) expect(proven).toContain(word);
  expect(proven).toContain('tfjs-node/conv2d, 25 terms: 0.1250');
  expect(proven.indexOf('<td>ties &lt;all&gt;<td>')).toBeLessThan(proven.indexOf('<td>few bits<td>'));
  expect(proven).toContain('<td>ties &lt;all&gt;<td>');
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
  const empty = styleOf(renderReport(emptyRun()));
  expect(styleOf(page)).toContain('.heat tbody td');
  expect(empty).not.toContain('.heat');
  for (const rule of ['body{', '@media print']) expect(empty).toContain(rule);
});

test('dots of subjects that would cover one another are one', () => {
  const run = exampleRun();
  const rows = ['x/a', 'x/b', 'lastbit/c'].map((subject) =>
    exampleRow(subject, { outputs: 1, attainedByTerms: { 9: 0.5 } }),
  );
  const text = renderReport({ ...run, campaign: { ...run.campaign!, rows } });
  const dots = [...text.matchAll(/<circle[^>]*><title>([^<]*)/g)].map(([, title]) => title);
  expect(dots).toEqual(['x/a, 9 terms: 0.5000; and 1 more']);
  expect(text).toMatch(/<path class="faint" d="M\d+,\d+h0"\/>/);
});

test('the page begins with the answer: what was run, what holds, what is violated, what is new', () => {
  const textOf = (markup: string): string => markup.replace(/<[^>]*>/g, '').replaceAll('\u202f', ' ');
  expect(headline(exampleRun())).toBe('Nothing new is violated');
  expect(textOf(answer(exampleRun()).markup)).toMatch(
    /^npm start checked 4 subjects on 123,456 random cases, seed 20180126\..* 1 meets a known defect, and none is violated.*0 new, 1 known/,
  );
  const run = exampleRun();
  const rows = run.campaign!.rows.with(0, { ...run.campaign!.rows[0]!, verdict: 'violated', alarm: true });
  const violated = {
    ...run,
    campaign: {
      ...{ ...run.campaign!, rows, defects: [], verdict: { judged: 4, unexpected: [rowOf('violated')] } },
      findings: [
        {
          entry: run.campaign!.defects[0]!.entry,
          minimal: false,
          keptBefore: false,
          path: null,
          notWritten: 'no space',
        },
      ],
    },
  };
  expect(headline(violated)).toBe('1 claim violated');
  expect(renderReport(violated)).toContain('The search for a simpler case was cut. It could not be written');
  expect(textOf(answer(violated).markup)).toMatch(/1 violated beyond .* 1 new, 0 known/);
  expect(textOf(answer(violated).markup)).toContain('Unexpected in 1 of 4 pairs of claim and subject judged: dot-any');
  const fault = { subject: 'mine/conv2d', claims: ['dot-any-order'], violations: 3, guesses: ['a < b'], entries: [] };
  const coverage = {
    ...coverageOf([convShape('5x5*3x3')]),
    subjects: {},
    ...{ isAimed: false, checkedBounds: 0, batchesAlone: 0 },
  };
  const faulty = answer({ ...violated, campaign: { ...violated.campaign, faults: [fault], coverage } }).markup;
  expect(textOf(faulty)).toMatch(
    /mine\/conv2d violates dot-any-order\. A guess: a (<|&lt;) b\. *Covered: 1 distinct shape/,
  );
  expect(faulty).not.toContain('a < b');
  expect(page.indexOf('<p class="answer">')).toBeLessThan(page.indexOf('<section'));
  expect(headline(emptyRun())).toBe('No cases were run');
  const told = (judged: number) =>
    headline({ ...run, campaign: { ...run.campaign!, verdict: { judged, unexpected: [rowOf('not-written')] } } });
  expect([told(0), told(4)]).toEqual(['Nothing was judged', 'The run failed']);
});

const rowOf = (kind: 'violated' | 'not-written') => ({ kind, claim: 'dot-any-order', subject: 'lastbit/sequential' });

test('an outcome of a claim is the worst of its rows', () => {
  const [proven, refuted] = exampleRun().claims;
  const outcome = (claim = proven!, ...rows: Partial<CampaignRow>[]) =>
    claimOutcome(
      claim,
      rows.map((some) => exampleRow('x/y', some)),
    ).outcome;
  expect(outcome()).toBe('untried');
  expect(outcome(proven, { verdict: 'missing' })).toBe('untried');
  expect(outcome(proven, { verdict: 'vacuous' })).toBe('undecided');
  expect(outcome(proven, { verdict: 'vacuous' }, { verdict: 'holds' })).toBe('holds');
  expect(outcome(proven, { verdict: 'violated' }, { verdict: 'holds' })).toBe('not-so');
  expect(outcome(refuted, { verdict: 'violated' })).toBe('refuted');
  expect(outcome(proven, { verdict: 'violated' }, { verdict: 'known-defect' })).toBe('known-defect');
  expect(outcome(proven, { verdict: 'known-defect' }, { verdict: 'failed', alarm: true })).toBe('violated');
});

test('every colour of the legend of the heat map has a rule, and so has every look of a cell', () => {
  const legend = [...heatLegend.markup.matchAll(/<span class="([a-z]+)"/g)].map(([, name]) => name!);
  const verdicts = ['holds', 'vacuous', 'violated', 'known-defect', 'failed', 'missing'] as const;
  const looks = verdicts.map((verdict) => heatOf(exampleRow('x/y', { verdict })).look);
  expect(legend.length).toBeGreaterThan(5);
  expect([...legend, ...looks].filter((name) => !new RegExp(`\\.${name}\\b`).test(pageStyle))).toEqual([]);
  expect(looks.filter((name) => !legend.includes(name))).toEqual([]);
});

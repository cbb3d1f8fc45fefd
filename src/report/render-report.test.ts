import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { coverageOf } from '../fuzz/coverage.ts';
import { claimOutcome } from './claim-outcome.ts';
import { emptyRun, exampleRow, exampleRun, withQuotes } from './example-run.test-support.ts';
import { renderReport as rendered } from './render-report.ts';
import { answer, headline } from './run-answer.ts';
import type { RunRecord } from './run-record.ts';

const renderReport = (run: RunRecord): string => withQuotes(rendered(run));
const page = renderReport(exampleRun());
const usual = renderReport(usualRun());
const proven = claimOf(page, 'dot-any-order');
const refuted = claimOf(page, 'two-orders');

/** Twenty claims on 70 subjects of ten engines and on 50 of our own, all different. */
function usualRun(): RunRecord {
  const run = exampleRun();
  const names = (text: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${text}-${n}`);
  const row = run.campaign!.rows.find(({ subject }) => subject === 'tfjs-node/conv2d')!;
  const kinds = names('engine', 10);
  const claims = names('claim', 20).map((id) => ({ ...run.claims[0]!, id }));
  const subjects = [...kinds.flatMap((kind) => names(`${kind}/operation`, 7)), ...names('lastbit/algorithm', 50)];
  const rows = claims.flatMap(({ id: claim }) =>
    subjects.map((subject, index) => ({ ...row, claim, subject, outputs: row.outputs + index })),
  );
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
    for (const id of ['findings', 'results', 'engines']) expect(targets).toContain(id);
    for (const kind of [/^claim-/, /^axis-/, /^engine-/])
      expect(targets.some((target) => kind.test(target))).toBe(true);
  },
);

test('a run of a usual size has a page of at most 380 kB', () => {
  const bytes = Buffer.byteLength(rendered(usualRun()));
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(380_000);
});

test('of many new counterexamples of a claim by one engine two are drawn, and the others are listed', () => {
  const run = exampleRun();
  const { entry } = run.campaign!.defects[0]!;
  const findings = Array.from({ length: 5 }, (_, at) => ({
    ...{ entry: { ...entry, id: `new${at}` }, path: 'x.json', minimal: true, keptBefore: false, notWritten: null },
  }));
  const text = renderReport({ ...run, campaign: { ...run.campaign!, findings } });
  expect(text.match(/<article class="finding fresh" id="new/g)).toHaveLength(2);
  expect(text.match(/<li id="new/g)).toHaveLength(3);
  expect(text).toContain('3 more counterexamples of');
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
const implied = /^(meta|br|td|th|tr|thead|tbody|dt|dd|li|p)$/;

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
  expect(page).toContain('<a href="#claim-dot-any-order"><span>dot-any-order</span></a>');
  expect(page).toContain('<th scope="row">conv2d<td class="h9" title="0.125">');
});

test('a cell of a defect leads to its counterexample', () => {
  const cell = /<td class="defect"><a href="#a1b2c3" title="known-defect[^"]*"><\/a>/g;
  expect(page.match(cell)).toHaveLength(2);
});

test('the section of a claim has its statement, its source, and its results by distribution and number of terms', () => {
  const words = [
    '|ŝ − s| ≤ n·u·P',
    'Somebody 2013',
    'a sum whose every addition is a tie',
    'larger than 2<sup>100</sup>',
  ];
  for (const word of words) expect(proven).toContain(word);
  expect(proven.indexOf('<td>ties &lt;all&gt;<td>')).toBeLessThan(proven.indexOf('<td>few bits<td>'));
  expect(proven).toContain('<td>ties &lt;all&gt;<td>');
  expect(proven).toContain('href="#a1b2c3"');
  expect(page).toContain('<article class="finding" id="a1b2c3">');
});

test('a refuted claim lists the numbers of its counterexample', () => {
  expect(refuted).toContain('What refutes it');
  expect(refuted).toMatch(/image · kernel(?:<br>\S+ · \S+)*<br>2\.5 · -4/);
  expect(refuted).toContain('lastbit/reversed');
});

test('a page has the style that it needs, and no more', () => {
  const styleOf = (text: string): string => /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
  const empty = styleOf(renderReport(emptyRun()));
  for (const rule of ['.heat tbody td', '.h9,.v9{']) expect(styleOf(page)).toContain(rule);
  expect(empty).not.toContain('.heat tbody');
  for (const rule of ['body{', '@media print']) expect(empty).toContain(rule);
});

test('the page begins with the answer: what was run, what holds, what is violated, what is new', () => {
  const textOf = (markup: string): string => markup.replace(/<[^>]*>/g, '').replaceAll('\u202f', ' ');
  expect(headline(exampleRun())).toBe('Nothing new is violated');
  expect(textOf(answer(exampleRun()).markup)).toMatch(
    /^npm start checked 4 subjects on 123,456 random cases, seed 20180126, .*0 new counterexamples0 claims violated.*1 claim meets a known defect1 known defect/s,
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
  expect(textOf(answer(violated).markup)).toMatch(/1 new counterexample1 claim violated/);
  expect(textOf(answer(violated).markup)).toContain('Unexpected in 1 of 4 pairs of claim and subject judged: dot-any');
  const fault = { subject: 'mine/conv2d', claims: ['dot-any-order'], violations: 3, guesses: ['a < b'], entries: [] };
  const coverage = {
    ...coverageOf([convShape('5x5*3x3')]),
    subjects: {},
    ...{ isAimed: false, checkedBounds: 0, batchesAlone: 0 },
  };
  const faulty = answer({ ...violated, campaign: { ...violated.campaign, faults: [fault], coverage } }).markup;
  expect(textOf(faulty)).toMatch(
    /mine\/conv2d violates dot-any-order\. A guess: a (<|&lt;) b\..*Covered: 1 distinct shape/s,
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

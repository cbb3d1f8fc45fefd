import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { claimsNamed } from '../claims/all-claims.ts';
import { differenceAnyOrder, dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import type { Subject } from '../engines/engine.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { runCampaign } from '../fuzz/campaign.ts';
import type { CampaignOptions, CampaignResult } from '../fuzz/campaign-records.ts';
import { randomSource } from '../fuzz/case-source.ts';
import { campaignLines, closingLines, progressLine } from './campaign.ts';
import { campaignAnswer } from './campaign-answer.ts';
import { campaignSummary } from './campaign-summary.ts';
import { findingText } from './counterexample.ts';
import { coverageLines } from './coverage-lines.ts';
import { formatJson } from './json.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/verify.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

const sequential = lastbitSubjects().find(({ id }) => id === 'lastbit/sequential')!;
/** Twice what it should be. */
const wrong: Subject = {
  ...{ ...sequential, id: 'wrong/conv2d', engine: 'wrong', summation: 'unknown' },
  evaluate: async (batch) => {
    const outcome = await sequential.evaluate(batch);
    return outcome.kind === 'value' && outcome.format === 'binary32'
      ? { ...outcome, outputs: outcome.outputs.map((x) => 2 * x) }
      : outcome;
  },
};
const missing: Subject = {
  ...{ ...wrong, id: 'missing/conv2d' },
  availability: async () => ({ kind: 'missing', reason: 'it is not here', howToGetIt: 'fetch it' }),
};

const campaign = (options: Partial<CampaignOptions> = {}): Promise<CampaignResult> =>
  runCampaign({
    ...{ subjects: [sequential, wrong, missing], source: randomSource(3), cases: 200 },
    claims: [
      ...[dotAnyOrder, differenceAnyOrder],
      ...claimsNamed(['two-sum-exact', 'subtract-sterbenz', 'sum-height', 'sum-tree-number', 'kahan-two-roundings']),
    ],
    ...options,
  });

test('the JSON is what the schema says, with every kind of claim and verdict', async () => {
  const result = await campaign();
  const json = JSON.parse(formatJson(result));
  valid(json);
  expect(valid.errors).toBeNull();
  const verdicts = new Set(json.rows.map(({ verdict }: { verdict: string }) => verdict));
  expect([...verdicts].sort()).toEqual(['holds', 'missing', 'violated']);
  // Alone it has no partner to differ from: nothing was judged.
  const lonely = JSON.parse(formatJson(await campaign({ subjects: [sequential], claims: [differenceAnyOrder] })));
  valid(lonely);
  expect(valid.errors).toBeNull();
  expect(lonely.rows).toMatchObject([
    { verdict: 'vacuous', outputs: 0, because: 'needs two subjects: add another --subject' },
  ]);
  const rowOf = (claim: string, subject = 'wrong/conv2d') =>
    json.rows.find((row: { claim: string; subject: string }) => row.claim === claim && row.subject === subject);
  expect(rowOf('dot-any-order')).toMatchObject({
    verdict: 'violated',
    alarm: true,
    counterexample: { role: 'refutation' },
  });
  expect(rowOf('kahan-two-roundings', 'lastbit/kahan')).toMatchObject({
    ...{ verdict: 'violated', alarm: false, entries: [] },
    counterexample: { claim: 'kahan-two-roundings', note: expect.any(String) },
  });
  expect(rowOf('sum-tree-number', 'lastbit/binary32')).toMatchObject({ verdict: 'holds', counterexample: null });

  const wrongOutputs = [
    { computed: 'gross' },
    { computed: 'beyond-rounding' },
    { computed: 'infinity' },
    { computed: 'minus-infinity' },
  ] as const;
  const known = result.findings.map(({ entry }) => ({ ...entry, role: 'defect', wrongOutputs }) as CorpusEntry);
  const again = JSON.parse(formatJson(await campaign({ known, claims: [dotAnyOrder] })));
  valid(again);
  expect(valid.errors).toBeNull();
  expect(again.rows.find(({ subject }: { subject: string }) => subject === 'wrong/conv2d').verdict).toBe(
    'known-defect',
  );
  valid({ ...again, seed: 'none', rows: [{}] });
  expect(valid.errors?.length).toBeGreaterThan(5);
});

test('what was not judged is not called vacuous, and shares a row for all our own algorithms', async () => {
  const own = lastbitSubjects().filter(({ id }) => ['lastbit/sequential', 'lastbit/pairwise'].includes(id));
  const claims = claimsNamed([
    'dot-any-order',
    'same-call-twice',
    'negated-image',
    'zero-taps',
    'monotone-in-each-input',
  ]);
  const result = await campaign({ subjects: own, claims, cases: 1 });
  const silent = result.rows.filter(({ verdict, outputs }) => verdict === 'vacuous' && outputs === 0);
  expect(silent.length).toBeGreaterThan(1);
  const lines = campaignLines(result).filter((line) => line.includes('not judged'));
  expect(lines.length).toBe(silent.length / 2);
  expect(lines[0]).toMatch(
    /lastbit\/… \(2 algorithms\) +not judged +0 .*no case of its turns suited it: name this claim alone/,
  );
});

test('two runs of a seed print the same table, and another seed another one', async () => {
  const options = { subjects: [sequential], cases: 150 };
  const [one, other] = [await campaign(options), await campaign(options)].map((result) => campaignLines(result));
  expect(one).toEqual(other);
  expect(campaignLines(await campaign({ ...options, source: randomSource(4) }))).not.toEqual(one);
  const json = [await campaign(options), await campaign(options)].map((result) =>
    formatJson({ ...result, elapsedMs: 0, waitedMs: 0 }),
  );
  expect(json[0]).toBe(json[1]);
});

test('the table has a row for each claim and subject, and says what became of it', async () => {
  const text = campaignLines(await campaign()).join('\n');
  expect(text).toMatch(/wrong\/conv2d +VIOLATED +\d+ /);
  expect(text).toMatch(/missing\/conv2d +missing .* it is not here; to get it: fetch it/);
  expect(text).toMatch(/two-sum-exact +proven +holds +\d+ /);
  expect(text).toMatch(/kahan-two-roundings +refuted +refuted +\d+ /);
  expect(text).toMatch(/sum-tree-number +conjectured +holds /);
  expect(text).toMatch(/NEW COUNTEREXAMPLE {2}dot-any-order by wrong\/conv2d/);
  expect(text).not.toMatch(/\d ms|\d s:/);
});

test('what was kept before is not called new, in the table, in the JSON and on the live line', async () => {
  const options = { subjects: [sequential, wrong], claims: [dotAnyOrder] };
  const first = await campaign(options);
  expect(first.findings.map(({ keptBefore }) => keptBefore)).toEqual(first.findings.map(() => false));
  const lines: string[] = [];
  const known = first.findings.map(({ entry }) => entry);
  const again = await campaign({ ...options, known, onProgress: (one) => lines.push(progressLine(one)) });
  const text = campaignLines(again).join('\n');
  expect(again.findings.map(({ keptBefore }) => keptBefore)).toEqual(known.map(() => true));
  expect(text).toMatch(/KEPT BEFORE {2}dot-any-order by wrong\/conv2d/);
  expect(`${text}${lines.join('')}`).not.toMatch(/NEW/);
  expect(lines.at(-1)).toMatch(/ · \d counterexamples?, 0 new · /);
});

test('the live line says of which outputs the ratio is, and counts what is new', () => {
  const counts = { elapsedMs: 1000, batches: 1, cases: 2, checked: 3, casesPerSecond: 2, knownHits: 0, doing: 'x' };
  const best = { bestRatio: 1, bestSubject: 'mine/conv2d' };
  const lineOf = (findings: number, keptBefore: number) => progressLine({ ...counts, ...best, findings, keptBefore });
  expect(lineOf(0, 0)).toMatch(/ · largest error ÷ bound that holds 1\.0000 \(mine\/conv2d\) · x$/);
  expect(lineOf(7, 0)).toContain(' · 7 NEW COUNTEREXAMPLES · ');
  expect(lineOf(7, 5)).toContain(' · 7 counterexamples, 2 NEW · ');
  expect(lineOf(1, 1)).toContain(' · 1 counterexample, 0 new · ');
});

test('the JSON of a metamorphic claim has the smallest case in which a subject breaks it', async () => {
  const subjects = lastbitSubjects().filter(({ id }) => id === 'lastbit/pairwise');
  const json = JSON.parse(
    formatJson(await campaign({ subjects, claims: claimsNamed(['zero-kernel-row-left-out']), cases: 300 })),
  );
  valid(json);
  expect(valid.errors).toBeNull();
  expect(json.rows).toMatchObject([{ verdict: 'violated', alarm: false, difference: { kind: expect.any(String) } }]);
});

test('the summary has a line a claim and a line a subject, which add up', async () => {
  const result = await campaign();
  const lines = campaignSummary(result);
  expect(lines[0]).toMatch(
    /^Unexpected in 2 of \d+ pairs of claim and subject judged: dot-any-order by wrong\/conv2d \(VIOLATED\),$/,
  );
  const title = lines.find((line) => line.startsWith('claim '));
  const [counts, ratios] = [
    ['claim', 'subjects', 'fewest cases', 'outputs'],
    ['most declined', 'most discarded', 'largest error ÷ bound'],
  ];
  expect(title?.split(/ {2,}/)).toEqual([...counts, ...ratios, 'known defects', 'violations', 'verdicts']);
  const rows = result.rows.filter(({ claim, outputs }) => claim === 'dot-any-order' && outputs > 0);
  expect(rows).toHaveLength(2);
  const violations = rows.reduce((sum, row) => sum + row.violations, 0);
  const outputs = rows.reduce((sum, row) => sum + row.outputs, 0);
  const cells = lines.find((line) => line.startsWith('dot-any-order '))!.split(/ {2,}/);
  expect(cells.slice(0, 4)).toEqual([
    'dot-any-order',
    '2',
    ...[rows[0]!.cases, outputs].map((x) => x.toLocaleString('en-US')),
  ]);
  expect(cells.slice(-2)).toEqual([violations.toLocaleString('en-US'), '1 holds, 1 VIOLATED']);
  expect(lines.filter((line) => line.startsWith('wrong/conv2d '))).toHaveLength(1);
  expect(lines.slice(0, -4).join('\n')).not.toContain('missing/conv2d');
  expect(lines.at(-4)).toMatch(/pairs checked on/);
  expect(lines.at(-3)).toMatch(
    /^the other 3 subjects: no violation of \d proven claims on \d+ cases, \d+ shapes; largest /,
  );
  expect(lines.at(-2)).toBe('missing/conv2d: MISSING (it is not here; to get it: fetch it)');
  expect(lines.at(-1)).toMatch(/^wrong\/conv2d: WRONG \(\d proven claims violated; 1 fault; smallest case above\)$/);
});

test('what became of known defects is told apart, and the first line counts those that are there', async () => {
  const result = await campaign({ claims: [dotAnyOrder] });
  const entry = result.findings[0]!.entry as CorpusEntry;
  const lineOf = (hits: number, sameVersion: boolean, shows?: boolean): string =>
    closingLines({ ...result, defects: [{ entry, hits, sameVersion, shows: shows ?? null }] })[0]!;
  expect(lineOf(12, true)).toMatch(/^KNOWN DEFECT \(12 hits\): wrong\/conv2d \S+ \(dot-any-order\/[0-9a-f]+\)$/);
  expect(lineOf(0, true, true)).toMatch(/^KNOWN DEFECT, still there \(no random case of this run met it\): /);
  expect(lineOf(1, false)).toMatch(/^KNOWN DEFECT \(1 hit\), in another version than the one here: /);
  expect(lineOf(0, true, false)).toMatch(/^NO LONGER SEEN: .* at the same version /);
  expect(lineOf(0, false, false)).toMatch(/^FIXED: wrong\/conv2d fails in version \S+ and passes in the version here /);
  const [unmet, met] = [0, 1].map((hits) => ({ entry, hits, sameVersion: true, shows: true }));
  const several = closingLines({ ...result, defects: [unmet!, met!, unmet!, { ...unmet!, shows: null }] });
  expect(several[0]).toMatch(/^KNOWN DEFECT \(1 hit\): /);
  expect(several[1]).toBe(
    'KNOWN DEFECTS that no random case of this run met: 2 still there, 1 not seen (wrong); ' +
      '`npx lastbit corpus list --role defect` lists them',
  );
  expect(several.filter((line) => line.startsWith('KNOWN DEFECT'))).toHaveLength(2);
  const cut = { ...result.findings[0]!, minimal: false };
  const cutLines = (finding: typeof cut): string =>
    closingLines({ ...result, defects: [], faults: [], findings: [finding] }).join('\n');
  expect(cutLines(cut)).toMatch(/^NEW COUNTEREXAMPLE .* \(not minimised to the end\)\nVIOLATED .*\n {2}shape/);
  expect(cutLines(cut)).toMatch(/ {2}minimal {4}no, the search used up its evaluations; the same seed gives this case/);
  expect(cutLines({ ...cut, cutByEnd: true })).toMatch(/ run ended first; the same command with --seed 3 and more/);
  expect(findingText(cut, { corpus: 'corpus', engines: {} })).toMatch(/\n {2}minimal +no, the search .* was cut$/);
  const defects = [true, false].map((shows) => ({ entry, hits: 0, sameVersion: true, shows }));
  const rows = result.rows.map((row) => ({ ...row, alarm: false }));
  const calm = { ...result, rows, defects, verdict: { judged: 2, unexpected: [] } };
  expect(campaignAnswer(calm)).toBe(
    'Nothing unexpected: 2 pairs of claim and subject judged, 1 known defect still there.',
  );
  const declining = calm.rows.map((row) => (row === calm.rows[0] ? { ...row, declined: row.cases + 1 } : row));
  expect(campaignAnswer({ ...calm, rows: [declining[0]!], defects: [] })).toMatch(
    / judged\. \S+ declined most cases and was tried on few; a longer run \(--seconds N\) tries more\.$/,
  );
});

test('a restarted engine has a line; one restarted too often is named at the top and at the end', async () => {
  const faults = { crashed: 0, hung: 0, extra: 0, garbage: 0 };
  const counts = { faults, requests: 400, cases: 1, declined: 0, retried: 221, lost: 1, waitedMs: 0, engineMs: 0 };
  const often = { ...counts, engine: 'mine', restarts: 222, lastFault: 'an answer without a request' };
  const well = { ...counts, engine: 'well', restarts: 0, lost: 0, lastFault: null };
  const once = {
    ...counts,
    engine: 'once',
    restarts: 1,
    retried: 1,
    lost: 0,
    lastFault: 'the process ended by SIGKILL',
  };
  const statistics = () => [often, well, once];
  const result = await campaign({ subjects: [sequential], claims: [dotAnyOrder], cases: 1, statistics });
  valid(JSON.parse(formatJson(result)));
  expect(valid.errors).toBeNull();
  const said =
    'mine was restarted 222 times for 400 answers (221 batches asked again, 1 lost): an answer without a request';
  expect(campaignAnswer(result)).toBe(`${said}.`);
  expect(closingLines(result)).toEqual([
    `UNRELIABLE  ${said}`,
    'RESTARTED  once was restarted 1 time for 400 answers (1 batch asked again, 0 lost): the process ended by SIGKILL',
    ...coverageLines(result.coverage),
    expect.stringMatching(/ seed 3\. UNEXPECTED: 1 unreliable\.$/),
    'lastbit/sequential: no violation of 1 proven claim on 8 cases, 1 shape',
  ]);
});

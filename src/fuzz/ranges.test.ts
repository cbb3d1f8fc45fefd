import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loops, mutantEngine } from '../bench/mutants/mutant.ts';
import { backwards, forwards as loop, oddEngine } from '../check/odd-engine.test-support.ts';
import { prepareSubjects } from '../check/prepared-subject.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import { distance, exactly, exactSum, type OperationClaim } from '../claims/operation-claim.ts';
import { exampleEntry as entry } from '../corpus/example-entries.test-support.ts';
import { entryPath, saveEntry } from '../corpus/store.ts';
import type { Subject } from '../engines/engine.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { WorkerGone } from '../jobs/share-out.ts';
import { rangesSchema } from '../schemas/range-schema.ts';
import { runCampaign, type Workers } from './campaign.ts';
import type { CampaignOptions, CampaignResult } from './campaign-records.ts';
import { randomSource } from './case-source.ts';
import { joinRecords } from './join-records.ts';
import { KeptFindings } from './kept-findings.ts';
import { mergedRecords } from './merged-records.test-support.ts';
import { type Briefing, claimHead } from './prepare-campaign.ts';
import type { CampaignHead, FoundEntry, Range, RangeRecord } from './range-record.ts';
import { RangeRun } from './range-run.ts';
import { listening, type RangeRunner } from './run-ranges.ts';
import { isBad } from './run-verdict.ts';
import { countedFindings, distinctFindings, mostEntries, toldNothing } from './told.ts';

/** Sums in another order at the right edge, and is wrong for kernels of three columns or more. */
const odd = oddEngine('odd', (left, right, { batch, column, columns }) =>
  batch.shape.kernelWidth > 2 ? loop(left, right) * 1.5 : (column === columns - 1 ? backwards : loop)(left, right),
);
const failing: Subject = {
  ...{ ...mutantEngine('right', loops({})), id: 'mutant/failing' },
  evaluate: async () => ({ kind: 'failed', reason: 'it crashed' }),
};
const subjects = [odd, mutantEngine('right', loops({})), failing];
/** A false claim that pretends to be proven, and is refuted by many small numbers. */
const falseOperation: OperationClaim = {
  ...(claimsNamed(['two-sum-exact'])[0] as OperationClaim),
  failedHypothesis: ([a, b]) => (Number.isFinite(Math.fround(a! + b!)) ? undefined : 'it overflows'),
  inequality: ([a, b], { add }) => exactly(distance(add(a!, b!), exactSum(a!, b!))),
};
const claims = [...claimsNamed(['dot-any-order', 'same-window-any-position', 'increasing-is-best']), falseOperation];
const options: CampaignOptions = { subjects, claims, source: randomSource(8), cases: 230 };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastbit-ranges-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What happens to a range: the number of turns of the event loop before it begins, and whether its worker ends. */
interface Fate {
  readonly turns?: number;
  readonly ends?: boolean;
}

/** Workers of this process. What they are told and give is JSON, as between processes. */
function fakeWorkers(size: number, fateOf: (range: Range, tried: number) => Fate = () => ({})): Workers {
  const tries = new Map<number, number>();
  const asked = prepareSubjects(subjects);
  const runner = (briefing: Briefing): RangeRunner => ({
    run: async ({ range, told }, note) => {
      const tried = (tries.get(range.number) ?? 0) + 1;
      tries.set(range.number, tried);
      const { turns = 0, ends = false } = fateOf(range, tried);
      for (let turn = 0; turn < turns; turn++) await yieldToEventLoop();
      const { ready, missing } = await asked;
      const sent = { subjects: ready, missing, gone: briefing.gone };
      const record = await new RangeRun(
        options,
        sent,
        range,
        JSON.parse(JSON.stringify(told)),
        listening(note),
      ).record();
      if (ends) throw new WorkerGone('the worker ended by SIGKILL');
      return JSON.parse(JSON.stringify(record));
    },
  });
  return {
    crew: (briefing) => ({ size, hire: async () => runner(briefing), dismiss: () => {} }),
    ...{ atOnce: true, say: () => {}, peakBytes: () => 1, statistics: () => [] },
  };
}

/** The result without what may depend on the number of workers. */
const bare = (result: CampaignResult): unknown =>
  JSON.parse(
    JSON.stringify(result, (key, value) =>
      key.endsWith('Ms') || ['jobs', 'engines', 'path'].includes(key) ? undefined : value,
    ),
  );

const filesOf = (corpus: string): readonly string[] =>
  readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map(({ name }) => name)
    .sort();

test('any number of workers, in any order, gives the same result and the same files', async () => {
  const alone = await runCampaign({ ...options, corpus: join(folder, '1') });
  expect(alone.jobs.ranges).toBeGreaterThan(2);
  expect(alone.rows.filter(({ difference }) => difference !== undefined).length).toBeGreaterThan(0);
  for (const size of [1, 4]) {
    const corpus = join(folder, `${size + 1}`);
    // The workers' first range is the last to begin, so that later ranges fill rows before it.
    const workers = fakeWorkers(size, ({ number }) => ({ turns: number < 2 ? 4000 : 0 }));
    const result = await runCampaign({ ...options, corpus }, workers);
    expect(bare(result)).toEqual(bare(alone));
    expect(result.jobs).toMatchObject({ workers: size + 1, again: 0, lost: [], peakBytes: 1 });
    expect(filesOf(corpus)).toEqual(filesOf(join(folder, '1')));
  }
  expect(filesOf(join(folder, '1'))).toEqual(alone.findings.map(({ entry }) => `${entry.id}.json`).sort());
});

test('a counterexample is written at once, and taken away when earlier ranges fill its row', () => {
  const told: string[] = [];
  const kept = new KeptFindings({ corpus: folder, onFinding: (one) => void told.push(one.entry.id) }, []);
  saveEntry(folder, { ...entry, id: 'e'.repeat(16) });
  const ids = ['e', 'd', 'c', 'b', 'a'].map((letter) => letter.repeat(16));
  for (const [place, id] of ids.entries()) {
    const row = [entry.claim, entry.subject.id] as const;
    kept.add({ ...{ entry: { ...entry, id }, row, minimal: true, number: 0 }, range: 9 - place });
    expect(filesOf(folder)).toContain(`${id}.json`);
  }
  expect(told).toEqual(ids);
  expect(kept.all.map((one) => one.entry.id)).toEqual(ids.slice(2).toReversed());
  // The same counterexample from a case of an earlier range: its words count.
  kept.add({
    entry: { ...entry, id: ids[3]!, note: 'earlier' },
    ...{ number: 0, minimal: true, range: 1, row: ['', ''] },
  });
  expect(readFileSync(entryPath(folder, { ...entry, id: ids[3]! }), 'utf8')).toContain('earlier');
  // What lay there before the run stays.
  expect(filesOf(folder)).toEqual([...ids.slice(2), ids[0]].map((id) => `${id}.json`).sort());
});

test('a range whose worker ends is run once more, with the same result', async () => {
  const alone = await runCampaign(options);
  const workers = fakeWorkers(2, (_, tried) => ({ ends: tried === 1 }));
  const result = await runCampaign(options, workers);
  expect(bare(result)).toEqual(bare(alone));
  expect(result.jobs.again).toBeGreaterThan(0);
});

test('a range that ends its worker twice is reported as lost; its counterexamples are kept', async () => {
  // This process waits for its first range until the workers have had theirs.
  const workers = fakeWorkers(1, () => ({ ends: true }));
  const waiting: Subject = {
    ...odd,
    evaluate: async (batch) => {
      for (let turn = 0; turn < 3; turn++) await yieldToEventLoop();
      return odd.evaluate(batch);
    },
  };
  const corpus = join(folder, 'corpus');
  const result = await runCampaign({ ...options, subjects: [waiting, ...subjects.slice(1)], corpus }, workers);
  expect(result.jobs.lost.length).toBeGreaterThan(0);
  expect(result.jobs.lost[0]).toMatchObject({ because: 'the worker ended by SIGKILL' });
  expect(result.verdict.unexpected).toContainEqual({
    ...{ kind: 'lost', because: expect.stringMatching(/^range \d+ was lost twice: the worker ended by SIGKILL$/) },
  });
  expect(isBad(result)).toBe(true);
  expect(filesOf(corpus)).toEqual(result.findings.map(({ entry }) => `${entry.id}.json`).sort());
  expect(result.findings.every(({ entry, path }) => path === entryPath(corpus, entry))).toBe(true);
});

test('inputs that are known to reach a bound are tried once in a campaign, not in every range', async () => {
  const attaining = async (cases: number) => {
    const { rows } = await runCampaign({ ...options, subjects: [odd], claims: claimsNamed(['sum-any-order']), cases });
    return rows[0]?.distributions.attaining;
  };
  expect((await attaining(1))?.outputs).toBeGreaterThan(0);
  expect(await attaining(230)).toEqual(await attaining(1));
});

test('claims that take turns go on in the next range, where the batches before it would have left them', async () => {
  const turning = ['zero-taps', 'zero-kernel-row-left-out', 'same-call-twice', 'negated-image'];
  const { ready, missing } = await prepareSubjects(subjects.slice(0, 1));
  const tried = async (number: number): Promise<readonly string[]> => {
    const range = { number, from: 3 * number, to: 3 * number + 3 };
    const several = { ...options, claims: claimsNamed(['dot-any-order', ...turning]) };
    const { rows } = await new RangeRun(several, { subjects: ready, missing, gone: [] }, range).record();
    return rows.map(({ claim }) => claim).filter((id) => turning.includes(id));
  };
  const [first, second] = [await tried(0), await tried(1)];
  expect([first, second]).toEqual([turning.slice(0, 2), turning.slice(2)]);
});

test('records that went through JSON, or were joined, merge to the same', async () => {
  const { ready, missing } = await prepareSubjects(subjects);
  const asked = { subjects: ready, missing, gone: [] };
  const records: RangeRecord[] = [];
  for (const number of [0, 1, 2]) {
    const range = { number, from: number * 8, to: (number + 1) * 8 };
    records.push(JSON.parse(JSON.stringify(await new RangeRun(options, asked, range, toldNothing).record())));
  }
  const head: CampaignHead = {
    ...{ seed: 8, isAimed: false, claims: claims.map(claimHead), saved: [], defects: [], unreadable: [] },
    rows: new RangeRun(options, asked).tallies.map((tally) => tally.head()),
  };
  expect(v.safeParse(rangesSchema, JSON.parse(JSON.stringify({ head, ranges: records }))).issues).toBeUndefined();
  const facts = {
    ...{ stoppedBy: 'cases' as const, elapsedMs: 0, engines: [] },
    jobs: { workers: 1, ranges: 3, again: 0, lost: [], peakBytes: null },
  };
  const merged = mergedRecords(JSON.parse(JSON.stringify(head)), records, facts);
  const [first, second, third] = records as [RangeRecord, RangeRecord, RangeRecord];
  // Also the order of what was met.
  for (const joined of [records, [first, joinRecords([second, third])], [joinRecords(records)]])
    expect(JSON.stringify(mergedRecords(head, joined, facts))).toBe(JSON.stringify(merged));
  expect(merged.cases).toBe(first.cases + second.cases + third.cases);
  const violations = records.map(({ rows }) => rows.find(({ subject }) => subject === odd.id)?.violations ?? 0);
  const row = merged.rows.find(({ subject }) => subject === odd.id);
  expect(row?.violations).toBe(violations.reduce((all, one) => all + one, 0));
});

test('of each row the first counterexamples are kept, in the order of ranges, and one silence of each subject', () => {
  let number = 0;
  const found = (range: number, id: string, flags: readonly string[] = [], subject = 'a/conv2d') => ({
    ...{ range, number: number++, row: ['dot-any-order', subject] as const, minimal: true },
    entry: { id, flags, subject: { id: subject } } as unknown as FoundEntry['entry'],
  });
  const [a, b] = [found(1, 'a'), found(2, 'b')];
  // The range of b was run again; a was found from two cases, and counts twice.
  const all = [
    ...[found(3, 'd'), b, found(1, 'a'), a, b, found(4, 'x', [], 'b/conv2d'), found(5, 'e')],
    ...[found(6, 's', ['no-answer']), found(7, 't', ['no-answer']), found(7, 'u', ['no-answer'], 'c/conv2d')],
  ];
  const counted = countedFindings(all, ['c/conv2d']);
  expect(counted.filter(({ row }) => row[1] === 'a/conv2d')).toHaveLength(mostEntries + 1);
  expect(distinctFindings(counted).map(({ entry }) => entry.id)).toEqual(['a', 'b', 'x', 's']);
});

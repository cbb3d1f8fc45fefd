import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { loadCorpus } from '../../../corpus/store.ts';
import { lastbitVersion } from '../../../engines/subjects.ts';
import { digestOf, joinRecords } from '../../../fuzz/join-records.ts';
import type { RangeRecord } from '../../../fuzz/range-record.ts';
import { machineKind } from '../../../queue/ability.ts';
import { parseAddress } from '../../../queue/address.ts';
import { startTestBroker, type TestBroker, testWithBroker as test } from '../../../queue/broker.test-support.ts';
import { type Broker, connectBroker } from '../../../queue/connection.ts';
import type { QueuedCampaign } from '../../../queue/records.ts';
import { CampaignStore, campaignId, jobCount, jobOf } from '../../../queue/store.ts';
import { mainHere } from '../../main-here.test-support.ts';
import { wrongEngine } from '../wrong-engine.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-report-'));
const corpus = join(folder, 'corpus');
let [server, broker]: [TestBroker?, Broker?] = [];
let store: CampaignStore;
let engine: string;
let campaign: QueuedCampaign;
let records: readonly RangeRecord[];
let inOneProcess: string;

/** What one process gives, and the same campaign on a broker, as if workers had judged its ranges. */
beforeAll(async () => {
  engine = wrongEngine(folder);
  const file = join(folder, 'records.jsonl');
  const { stdout } = await mainHere([
    ...['verify', 'dot-any-order', '--engine', engine, '--subject', 'wrong', '--cases', '200', '--seed', '98'],
    ...['--jobs', '1', '--corpus', corpus, '--json', '--records', file],
  ]);
  inOneProcess = stdout;
  const [first, ...others] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  records = others.slice(0, -1);
  const { ids, subjects, aim, seed, cases } = first.settings;
  const batches = records.at(-1)!.to;
  const without: QueuedCampaign = {
    ...{ id: '', settings: { ids, subjects, aim, seed, cases, claimHashes: [] }, known: [], observed: [], gone: [] },
    ability: {
      ...{ lastbit: lastbitVersion, architecture: process.arch, claimFiles: [] },
      subjects: [{ id: 'wrong/conv2d:binary64', version: '1' }],
      engines: [{ name: 'wrong', files: [] }],
    },
    ...{ head: first.head, ranges: records.length, batchesInRange: 32, batches, rangesInJob: 1 },
    added: new Date().toISOString(),
  };
  campaign = { ...without, id: campaignId(without) };
  server = await startTestBroker();
  broker = await connectBroker(parseAddress(server.url, 'test'), { say: () => {} });
  store = new CampaignStore(broker);
  await store.addCampaign(campaign);
  for (let job = 0; job < jobCount(campaign) - 1; job++) await finish(job);
});
afterAll(async () => {
  broker?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function finish(number: number): Promise<void> {
  const job = jobOf(campaign, number);
  const record = joinRecords(records.slice(job.firstRange, job.endRange));
  await store.keepResult({ job, machine: machineKind(), record, engines: [], digest: digestOf(record) });
}

const report = (...words: readonly string[]) =>
  mainHere(['campaign', 'report', '--queue', server!.url, '--corpus', corpus, '--json', ...words]);

/** Without times, what tells of processes, and paths: with --records, a run writes no entries. */
const bare = (text: string): unknown =>
  JSON.stringify(JSON.parse(text), (key, value) =>
    key.endsWith('Ms') || ['jobs', 'engines', 'path'].includes(key) ? undefined : value,
  );

test('a report is that of one process, once all jobs are done, and a full disk loses nothing', async () => {
  // A file lies where the entries belong.
  mkdirSync(corpus, { recursive: true });
  writeFileSync(join(corpus, 'dot-any-order'), '');
  const full = await report('--engine', engine);
  expect(full.status).toBe(1);
  const { verdict, jobs } = JSON.parse(full.stdout);
  const left = { kind: 'missing', because: `1 of ${records.length} jobs are not done` };
  expect(verdict.unexpected).toContainEqual(left);
  expect(verdict.unexpected).toContainEqual(expect.objectContaining({ kind: 'not-written' }));
  expect(jobs.queued).toMatchObject({ jobs: records.length, done: records.length - 1, served: false });
  await finish(jobCount(campaign) - 1);
  rmSync(join(corpus, 'dot-any-order'));
  // Twice is once.
  for (const _ of [1, 2]) {
    const { stdout, status } = await report('--engine', engine);
    expect(status).toBe(1);
    expect(bare(stdout)).toBe(bare(inOneProcess));
  }
  const kept = loadCorpus(corpus).entries.map(({ entry }) => entry.id);
  expect(kept).toEqual(
    JSON.parse(inOneProcess)
      .findings.map(({ entry }: { entry: { id: string } }) => entry.id)
      .sort(),
  );
});

test('a watch tells each change and the end; without the engine, a report names what it cannot replay', async () => {
  await finish(jobCount(campaign) - 1);
  const watched = await mainHere(['campaign', 'watch', campaign.id.slice(0, 8), '--queue', server!.url, '--json']);
  const changes = watched.stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  expect(changes.map(({ change }) => change)).toEqual(['campaign', 'finding', 'jobs', 'end']);
  expect(changes.at(-1).verdict).toEqual(JSON.parse(inOneProcess).verdict);
  expect(watched.status).toBe(1);
  const { stdout, status } = await report();
  expect(status).toBe(1);
  expect(JSON.parse(stdout).jobs.notReplayed).toMatchObject([{ because: expect.stringContaining('--engine wrong=') }]);
});

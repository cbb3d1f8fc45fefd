import { expect, test } from 'vitest';
import { digestOf } from '../fuzz/join-records.ts';
import type { Told } from '../fuzz/told.ts';
import { exampleCampaign, exampleRecord, exampleWorker } from './fake-campaign.test-support.ts';
import { rangesOf, runJob } from './run-job.ts';
import { jobCount, jobOf } from './store.ts';

test('the jobs of a campaign hold each of its batches once', () => {
  const campaign = exampleCampaign(7, 3);
  const jobs = Array.from({ length: jobCount(campaign) }, (_, number) => jobOf(campaign, number));
  const ranges = jobs.flatMap((job) => rangesOf(campaign, job));
  expect(ranges.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i))).toEqual(
    Array.from({ length: campaign.batches }, (_, batch) => batch),
  );
});

test('two runs of a job give the same digest, and one record for all its ranges', async () => {
  const campaign = exampleCampaign(7, 3);
  const job = jobOf(campaign, 1);
  const first = await runJob(campaign, job, exampleWorker(), () => {});
  expect(first).toMatchObject({ number: 3, from: 24, to: 48, cases: 24, batches: 24, isWhole: true });
  const second = await runJob(campaign, job, exampleWorker(), () => {});
  expect(second.waitedMs).not.toBe(first.waitedMs);
  expect(digestOf(second)).toBe(digestOf(first));
});

test('a range is told what the ranges of its own job found before', async () => {
  const campaign = exampleCampaign(4, 2);
  const told: Told[] = [];
  const row = { claim: 'c', subject: 's', difference: { kind: 'gross' } };
  const judge = async ({ range, told: its }: { range: Parameters<typeof exampleRecord>[0]; told: Told }) => {
    told.push(its);
    return { ...exampleRecord(range), rows: [row as never] };
  };
  const joining = runJob(campaign, jobOf(campaign, 1), { judge }, () => {});
  await joining.catch(() => {});
  expect(told.map(({ differences }) => Object.keys(differences))).toEqual([[], ['c s']]);
});

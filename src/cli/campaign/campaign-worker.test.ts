import { expect, test } from 'vitest';
import { lastbitVersion as version } from '../../engines/subjects.ts';
import type { RangeRecord } from '../../fuzz/range-record.ts';
import { toldNothing } from '../../fuzz/told.ts';
import { type CampaignSettings, sourceOf } from './campaign-settings.ts';
import { type CampaignBrief, openCampaignWork } from './campaign-worker.ts';

const settings: CampaignSettings = {
  ...{ ids: ['dot-any-order'], claimFiles: [], subjects: ['lastbit/sequential', 'lastbit/pairwise'], aim: {} },
  ...{ seed: 7, cases: 100 },
};
const brief: CampaignBrief = {
  ...{ settings, engines: {}, known: [], observed: [], gone: [] },
  ready: [{ id: 'lastbit/sequential', version }],
};

async function judged(more: Partial<CampaignBrief>, job: object): Promise<RangeRecord | string> {
  const work = await openCampaignWork({ ...brief, ...more });
  return typeof work === 'string' ? work : ((await work.job({ told: toldNothing, ...job }, () => {})) as RangeRecord);
}

const few = { range: { number: 0, from: 0, to: 4 } };

test('a subject that a campaign was added without takes no part in it', async () => {
  expect(await judged({}, few)).toBe('a worker takes no part: it has lastbit/pairwise, which this run lacks');
  const record = (await judged({ others: 'missing' }, few)) as RangeRecord;
  expect(new Set(record.rows.map(({ subject }) => subject))).toEqual(new Set(['lastbit/sequential']));
  // As where there is only this one.
  const alone = await judged({ settings: { ...settings, subjects: ['lastbit/sequential'] } }, few);
  expect({ ...record, waitedMs: 0 }).toEqual({ ...(alone as RangeRecord), waitedMs: 0 });
});

test('another version, and a subject that is missing, are refused', async () => {
  const ready = [{ id: 'lastbit/sequential', version: '0.0.9' }];
  const other = await judged({ others: 'missing', ready }, few);
  expect(other).toBe(`a worker takes no part: its lastbit/sequential is ${version}, not 0.0.9`);
  const missing = await judged({ others: 'missing', ready: [{ id: 'gone/conv2d', version: '1' }] }, few);
  expect(missing).toBe('a worker takes no part: gone/conv2d could not be started once more');
});

test('a case of a batch can be judged alone', async () => {
  const { batch: drawn } = sourceOf(settings, []);
  const from = [0, 1, 2, 3, 4, 5, 6, 7].find((number) => drawn(number).count > 1)!;
  const batch = { number: 0, from, to: from + 1 };
  const whole = (await judged({ others: 'missing' }, { range: batch })) as RangeRecord;
  expect(whole.cases).toBe(drawn(from).count);
  const one = (await judged({ others: 'missing' }, { range: batch, cases: { from: 1, to: 2 } })) as RangeRecord;
  expect(one).toMatchObject({ cases: 1, covered: whole.covered });
});

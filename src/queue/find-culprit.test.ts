import { expect, test } from 'vitest';
import { exampleCampaign, exampleWorker } from './fake-campaign.test-support.ts';
import { findCulprit } from './find-culprit.ts';
import type { PartJob } from './range-worker.ts';
import { jobOf } from './store.ts';

const campaign = exampleCampaign(6, 3);
const job = jobOf(campaign, 1);

async function search(isPoison: (job: PartJob) => boolean, signal = new AbortController().signal) {
  let hired = 0;
  const hire = async () => {
    hired += 1;
    return exampleWorker(isPoison);
  };
  return { culprit: await findCulprit(campaign, job, { hire, casesIn: async () => 12, signal }), hired };
}

const includes = ({ range, cases }: PartJob, batch: number, place: number): boolean =>
  range.from <= batch && batch < range.to && (cases === undefined || (cases.from <= place && place < cases.to));

test('the range, the batch and the case are found, each with a worker of its own', async () => {
  for (const batch of [24, 31, 37, 40, 42]) {
    const { culprit, hired } = await search((one) => includes(one, batch, 7));
    expect(culprit).toEqual({ range: batch >> 3, batch, case: 7 });
    expect(hired).toBeLessThanOrEqual(3 + 2 * 3 + 2 * 4);
  }
});

test('it ends where only more together end a worker', async () => {
  const together = await search(({ range }) => range.from <= 24 && range.to > 31);
  expect(together.culprit).toEqual({ range: 3 });
  const batch = await search((one) => includes(one, 26, 0) && one.cases === undefined);
  expect(batch.culprit).toEqual({ range: 3, batch: 26 });
  expect((await search(() => false)).culprit).toBeUndefined();
});

test('nothing is said when the search is ended', async () => {
  expect((await search(() => true, AbortSignal.abort())).culprit).toBeUndefined();
  const ending = new AbortController();
  const { culprit } = await search((one) => {
    if (one.range.to - one.range.from < 8) ending.abort();
    return true;
  }, ending.signal);
  expect(culprit).toEqual({ range: 3 });
});

import { expect, test } from 'vitest';
import { loops, mutantEngine } from '../bench/mutants/mutant.ts';
import { prepareSubjects } from '../check/prepared-subject.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { runCampaign } from './campaign.ts';
import type { CampaignOptions, CampaignResult } from './campaign-records.ts';
import { type CaseSource, randomSource } from './case-source.ts';
import { FairShare } from './fair-share.ts';

const conv2d = mutantEngine('right', loops({}));
/** Other operations of the engine, and our own algorithms: much else to do. */
const others = [
  ...(['dot', 'matmul', 'einsum'] as const).map((operation) => ({ ...conv2d, id: `mutant/${operation}`, operation })),
  ...lastbitSubjects().filter(({ id }) => id === 'lastbit/sequential' || id === 'lastbit/pairwise'),
];
const claims = claimsNamed(['dot-any-order', 'difference-any-order', 'zero-channel-left-out', 'two-sum-exact']);
const cases = 200;

/** A run without a number of cases, as of `fuzz --seconds`, that ends after so many batches. */
async function batches(wanted: number, options: Partial<CampaignOptions> = {}): Promise<CampaignResult> {
  const stop = new AbortController();
  const drawn = randomSource(5);
  const source: CaseSource = {
    ...drawn,
    batch: (index) => {
      if (index === wanted) stop.abort();
      return drawn.batch(index);
    },
  };
  return runCampaign({ subjects: [conv2d, ...others], claims, source, signal: stop.signal, ...options });
}

test('bounds on conv2d have a third of all checks, however much else a run tries', async () => {
  const { coverage, checked, batches: all, rows } = await batches(120);
  expect(coverage.checkedBounds / checked).toBeGreaterThan(0.3);
  expect(coverage.batchesAlone).toBeGreaterThan(all / 2);
  expect(coverage.batchesAlone).toBeLessThan(all);
  const casesOf = (subject: string): number =>
    rows.find((row) => row.claim === 'dot-any-order' && row.subject === subject)!.cases;
  expect(casesOf('mutant/right')).toBeGreaterThan(2 * casesOf('mutant/dot'));
  expect(casesOf('mutant/dot')).toBeGreaterThan(0);
  expect(
    rows.find((row) => row.claim === 'zero-channel-left-out' && row.subject === 'mutant/right')!.cases,
  ).toBeGreaterThan(0);
});

test('a range ends with as many batches for the bounds as its last one for everything needs', async () => {
  const { ready } = await prepareSubjects([conv2d, ...others]);
  const share = new FairShare({ claims }, ready);
  // Nine batches for the bounds followed each batch for everything.
  const soFar = { checked: 90, checkedBounds: 30, batchesAlone: 18, batches: 20 };
  expect(share.nextAlone({ ...soFar, left: 10 }, ready)).toBeUndefined();
  expect(share.nextAlone({ ...soFar, left: 9 }, ready)?.map(({ id }) => id)).toEqual([conv2d.id]);
  expect(share.nextAlone({ ...soFar, checkedBounds: 29, left: 10 }, ready)).toBeDefined();
});

test('what is shared depends on the seed only', async () => {
  const [one, other] = [await batches(12), await batches(12)];
  expect(other.rows).toEqual(one.rows);
  expect(other.coverage).toEqual(one.coverage);
});

test('nothing is shared in a run of so many cases, or where nothing else is tried', async () => {
  expect((await batches(1e9, { cases })).coverage.batchesAlone).toBe(0);
  const alone = await batches(20, { subjects: [conv2d], claims: claimsNamed(['dot-any-order']) });
  expect(alone.coverage).toMatchObject({ batchesAlone: 0, checkedBounds: alone.checked });
});

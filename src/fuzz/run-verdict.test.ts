import { expect, test } from 'vitest';
import { forwards as loop, oddEngine } from '../check/odd-engine.test-support.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import type { EngineStatistics, Outcome, Subject } from '../engines/engine.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { runCampaign } from './campaign.ts';
import { CampaignMerge } from './campaign-merge.ts';
import type { CampaignOptions } from './campaign-records.ts';
import { randomSource } from './case-source.ts';
import { isBad } from './run-verdict.ts';

const right = oddEngine('right', loop);
/** Right, but for shapes that only a metamorphic trial asks for: with a channel more than the batch has. */
const manyChannels = oddEngine('many-channels', (left, taps, { batch }) =>
  batch.shape.channelsIn > 3 ? 42 : loop(left, taps),
);
const answering = (subject: Subject, outcome: Outcome): Subject => ({ ...subject, evaluate: async () => outcome });

const source = randomSource(3);
const threeChannels: CampaignOptions['source'] = {
  ...source,
  batch: (index) => randomSource(index, { shape: { ...source.batch(0).shape, channelsIn: 3 } }).batch(0),
};
const campaign = (options: Partial<CampaignOptions> & Pick<CampaignOptions, 'subjects'>) =>
  runCampaign({ claims: claimsNamed(['dot-any-order']), source, cases: 60, ...options });

test.each([
  ['among other claims', ['dot-any-order', 'zero-channel-left-out']],
  ['alone', ['zero-channel-left-out']],
])(
  'a proven bound broken in a metamorphic trial (%s) is in the row, in the verdict and in the status',
  async (_, ids) => {
    const result = await campaign({ subjects: [manyChannels], claims: claimsNamed(ids), source: threeChannels });
    const row = result.rows.find(({ claim }) => claim === 'dot-any-order')!;
    expect(row).toMatchObject({ subject: 'odd/many-channels', verdict: 'violated', alarm: true });
    expect(row.violations).toBeGreaterThan(0);
    expect(result.claims.map(({ id }) => id)).toContain('dot-any-order');
    expect(row.entries).toEqual(result.findings.map(({ entry }) => entry.id));
    expect(row.entries.length).toBeGreaterThan(0);
    expect(result.verdict.unexpected).toContainEqual({
      ...{ kind: 'violated', claim: 'dot-any-order', subject: 'odd/many-channels' },
    });
    expect(isBad(result)).toBe(true);
  },
);

test('an engine is unreliable by what all its processes did', () => {
  const engine = (restarts: number, requests: number): EngineStatistics => ({
    ...{ engine: 'odd', requests, cases: 0, declined: 0, waitedMs: 1, engineMs: 1, restarts, retried: 0, lost: 0 },
    ...{ lastFault: null, faults: { crashed: restarts, hung: 0, extra: 0, garbage: 0 } },
  });
  const head = { seed: 1, isAimed: false, claims: [], rows: [], saved: [], defects: [], unreadable: [] };
  const unreliable = (...engines: readonly EngineStatistics[]): number => {
    const { verdict, engines: told } = new CampaignMerge(head).result({
      ...{ stoppedBy: 'cases', elapsedMs: 0, engines },
      jobs: { workers: 2, ranges: 1, again: 0, lost: [], peakBytes: null },
    });
    expect(told).toMatchObject([{ requests: engines.reduce((sum, { requests }) => sum + requests, 0) }]);
    return verdict.unexpected.filter(({ kind }) => kind === 'unreliable').length;
  };
  expect(unreliable(engine(2, 60), engine(2, 60))).toBe(1);
  expect(unreliable(engine(3, 100), engine(0, 10_000))).toBe(0);
});

test('a run without anything unexpected has status 0', async () => {
  const result = await campaign({ subjects: [right] });
  expect(result.verdict).toEqual({ judged: 1, unexpected: [] });
  expect(isBad(result)).toBe(false);
});

test('a row does not hold while the case of its recorded defect shows the defect', async () => {
  const found = await campaign({
    subjects: [manyChannels],
    claims: claimsNamed(['zero-channel-left-out']),
    source: threeChannels,
  });
  const defect: CorpusEntry = { ...(found.findings[0]!.entry as CorpusEntry), role: 'defect' };
  const one = randomSource(1, { shape: { ...defect.shape, channelsIn: 1 } });
  const { rows } = await campaign({ subjects: [manyChannels], known: [defect], source: one, cases: 20 });
  expect(rows).toMatchObject([{ verdict: 'known-defect', alarm: false, knownHits: 0 }]);
});

test.each([
  ['declined', { kind: 'declined', reason: 'not today' }, [{ kind: 'nothing-judged', because: 'not today' }]],
  [
    'failed',
    { kind: 'failed', reason: 'it crashed' },
    [
      { kind: 'failed', claim: 'dot-any-order', subject: 'odd/right' },
      { kind: 'nothing-judged', because: 'it crashed' },
    ],
  ],
] as const)('a run in which everything was %s judged nothing, and fails', async (_, outcome, unexpected) => {
  const result = await campaign({ subjects: [answering(right, outcome)] });
  expect(result.verdict).toEqual({ judged: 0, unexpected });
  expect(isBad(result)).toBe(true);
});

test('a run that is interrupted before its first batch judged nothing; its status says so', async () => {
  const subjects = lastbitSubjects().filter(({ id }) => id === 'lastbit/kahan' || id === 'lastbit/sequential');
  // A refuted claim has its refutation before the first batch: that is no verdict on an input.
  const claims = claimsNamed(['dot-any-order', 'kahan-two-roundings']);
  const result = await campaign({ subjects, claims, signal: AbortSignal.abort() });
  expect(result).toMatchObject({ batches: 0, stoppedBy: 'signal' });
  expect(result.verdict.judged).toBe(0);
  expect(result.verdict.unexpected).toMatchObject([
    { kind: 'nothing-judged', because: expect.stringMatching(/interrupted/) },
  ]);
  expect(isBad(result)).toBe(false);
});

test('what was violated, not written or unreadable fails a run, whatever else held', async () => {
  const wrong = oddEngine('wrong', (left, taps) => loop(left, taps) * 1.5);
  const result = await campaign({ subjects: [wrong, right], corpus: '/dev/null/corpus', unreadable: ['x.json: no'] });
  const kinds = result.verdict.unexpected.map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['violated', 'not-written', 'unreadable']));
  expect(isBad(result)).toBe(true);
});

test('an engine restarted for over one answer in a hundred fails a run in which everything holds', async () => {
  const verdictOf = async (restarts: number, answers: number) => {
    const engine = {
      engine: 'odd',
      cases: 0,
      faults: { crashed: restarts, hung: 0, extra: 0, garbage: 0 },
      retried: restarts,
      lost: 0,
      lastFault: 'it ended',
      waitedMs: 0,
      engineMs: 0,
    };
    const statistics = () => [{ ...engine, restarts, requests: answers - 1, declined: 1 }];
    const result = await campaign({ subjects: [right], statistics, cases: 1 });
    expect(result.engines).toEqual(statistics());
    return [result.verdict.unexpected, isBad(result)];
  };
  expect(await verdictOf(2, 10)).toEqual([[], false]);
  expect(await verdictOf(3, 300)).toEqual([[], false]);
  expect(await verdictOf(3, 299)).toEqual([[{ kind: 'unreliable', engine: 'odd' }], true]);
});

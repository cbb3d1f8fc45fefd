import type { CampaignProgress } from './campaign-records.ts';
import type { Tally } from './tally.ts';

/** What a range shows of itself while it is at work. */
export type RangeProgress = Pick<
  CampaignProgress,
  'batches' | 'cases' | 'checked' | 'knownHits' | 'bestRatio' | 'bestSubject' | 'doing'
>;

/** What a range shows of itself. */
export function progressOf(
  { batches, cases, checked }: Pick<CampaignProgress, 'batches' | 'cases' | 'checked'>,
  tallies: readonly Tally[],
  doing: string,
): RangeProgress {
  const best = tallies.reduce((one, other) => (other.attained > one.attained ? other : one));
  return {
    ...{ batches, cases, checked, doing },
    knownHits: tallies.reduce((sum, tally) => sum + tally.knownHits, 0),
    bestRatio: best.attained,
    bestSubject: best.subject,
  };
}

/** What several ranges show together; `doing` is that of the last one that tells it. */
export function summed(ranges: readonly RangeProgress[]): RangeProgress {
  const nothing = { batches: 0, cases: 0, checked: 0, knownHits: 0, bestRatio: 0, bestSubject: '', doing: '' };
  return ranges.reduce(
    (sum, one) => ({
      batches: sum.batches + one.batches,
      cases: sum.cases + one.cases,
      checked: sum.checked + one.checked,
      knownHits: sum.knownHits + one.knownHits,
      ...(one.bestRatio > sum.bestRatio || sum.bestSubject === ''
        ? { bestRatio: one.bestRatio, bestSubject: one.bestSubject }
        : { bestRatio: sum.bestRatio, bestSubject: sum.bestSubject }),
      doing: one.doing === '' ? sum.doing : one.doing,
    }),
    nothing,
  );
}

import type { CampaignProgress, Finding } from './campaign-records.ts';
import type { Tally } from './tally.ts';

/** What a campaign shows of itself on the live line. */
export function progressOf(
  { batches, cases, checked }: Pick<CampaignProgress, 'batches' | 'cases' | 'checked'>,
  tallies: readonly Tally[],
  findings: readonly Finding[],
  elapsedMs: number,
  doing: string,
): CampaignProgress {
  const best = tallies.reduce((one, other) => (other.attained > one.attained ? other : one));
  return {
    ...{ elapsedMs, batches, cases, checked, doing },
    knownHits: tallies.reduce((sum, tally) => sum + tally.knownHits, 0),
    casesPerSecond: (cases / elapsedMs) * 1000,
    bestRatio: best.attained,
    bestSubject: best.subject,
    findings: findings.length,
    keptBefore: findings.filter((finding) => finding.keptBefore).length,
  };
}

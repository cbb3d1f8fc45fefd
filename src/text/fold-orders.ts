import type { CampaignRow } from '../fuzz/campaign-records.ts';

/**
 * One row in place of all `lastbit/…` rows of one claim that hold, and one in place of those about which nothing was judged: nobody reads
 * forty lines that say the same. It shows the fewest cases, the largest discarded share and the largest error ÷ bound among them. Rows
 * with any other verdict stay.
 */
export function foldOrders(rows: readonly CampaignRow[]): readonly CampaignRow[] {
  const holding = rows.filter((row) => isOwn(row) && row.verdict === 'holds');
  const silent = rows.filter((row) => isOwn(row) && nothingJudged(row));
  const folded = [holding, silent].filter((own) => own.length > 1);
  const kept = rows.filter((row) => !folded.some((own) => own.includes(row)));
  return [...kept, ...folded.map(foldedRow)];
}

/** A row whose verdict says nothing, because no output was there of which the claim speaks: too few cases, or none that the subject takes. */
export function nothingJudged({ verdict, outputs }: CampaignRow): boolean {
  return verdict === 'vacuous' && outputs === 0;
}

const isOwn = ({ subject }: CampaignRow): boolean => subject.startsWith('lastbit/');

function foldedRow(own: readonly CampaignRow[]): CampaignRow {
  const best = own.reduce((one, other) => (other.attained > one.attained ? other : one));
  const because = nothingJudged(best) ? best.because : `nearest to the bound: ${best.subject}`;
  return {
    ...best,
    subject: `lastbit/… (${own.length} orders)`,
    cases: Math.min(...own.map(({ cases }) => cases)),
    discardedShare: Math.max(...own.map(({ discardedShare }) => discardedShare)),
    ...(because === undefined ? {} : { because }),
  };
}

import type { CampaignRow } from '../fuzz/campaign-records.ts';

/**
 * One row in place of all `lastbit/…` rows of one claim that hold: nobody reads forty lines that say the same. It shows the
 * fewest cases, the largest vacuous share and the largest error ÷ bound among them. Rows with any other verdict stay.
 */
export function foldOrders(rows: readonly CampaignRow[]): readonly CampaignRow[] {
  const own = rows.filter(({ subject, verdict }) => subject.startsWith('lastbit/') && verdict === 'holds');
  if (own.length < 2) return rows;
  const best = own.reduce((one, other) => (other.attained > one.attained ? other : one));
  const folded: CampaignRow = {
    ...best,
    subject: `lastbit/… (${own.length} orders)`,
    cases: Math.min(...own.map(({ cases }) => cases)),
    vacuousShare: Math.max(...own.map(({ vacuousShare }) => vacuousShare)),
    because: `nearest to the bound: ${best.subject}`,
  };
  return [...rows.filter((row) => !own.includes(row)), folded];
}

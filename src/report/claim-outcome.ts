import type { CampaignRow } from '../fuzz/campaign-records.ts';
import type { ClaimRecord } from './claim-record.ts';
import type { RunRecord } from './run-record.ts';
/** The `id` of the section of a claim on the page. */
export function claimAnchor(claim: string): string {
  return `claim-${claim}`;
}

/** What a run says about a claim as a whole, the worst first. */
export const outcomes = ['violated', 'known-defect', 'holds', 'refuted', 'not-so', 'undecided', 'untried'] as const;
export type Outcome = (typeof outcomes)[number];

/** The outcome of one claim as text, with the class that colours it. */
export interface ClaimOutcome {
  readonly outcome: Outcome;
  readonly text: string;
  readonly look: 'good' | 'bad' | 'mark' | 'quiet';
}

/** `rows` are those of the claim. A claim holds if it holds on some subject and no other row was judged. */
export function claimOutcome({ status }: ClaimRecord, rows: readonly CampaignRow[]): ClaimOutcome {
  const count = (wanted: (row: CampaignRow) => boolean): number => rows.filter(wanted).length;
  const tried = count(({ verdict }) => verdict !== 'missing');
  const alarms = count(({ alarm }) => alarm);
  if (alarms > 0) return { outcome: 'violated', text: `violated or failed on ${alarms} of ${tried}`, look: 'bad' };
  const defects = count(({ verdict }) => verdict === 'known-defect');
  if (defects > 0) return { outcome: 'known-defect', text: `known defects on ${defects} of ${tried}`, look: 'bad' };
  const not = count(({ verdict }) => verdict === 'violated');
  if (not > 0 && status === 'refuted') return { outcome: 'refuted', text: 'refuted again', look: 'mark' };
  if (not > 0) return { outcome: 'not-so', text: `not so on ${not} of ${tried}`, look: 'mark' };
  const holds = count(({ verdict }) => verdict === 'holds');
  if (holds > 0)
    return { outcome: 'holds', text: tried === 1 ? 'holds' : `holds on ${holds} of ${tried}`, look: 'good' };
  if (tried > 0) return { outcome: 'undecided', text: 'mostly vacuous', look: 'quiet' };
  return { outcome: 'untried', text: 'not tried', look: 'quiet' };
}

/** The number of claims of a run with each outcome. */
export function outcomeCounts({ claims, campaign }: RunRecord): Readonly<Record<Outcome, number>> {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const claim of claims) {
    const rows = campaign?.rows.filter((row) => row.claim === claim.id) ?? [];
    counts[claimOutcome(claim, rows).outcome]++;
  }
  return counts;
}

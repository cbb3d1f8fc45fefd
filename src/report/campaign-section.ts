import type { CampaignResult } from '../fuzz/campaign-records.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import { isOwn } from '../text/subject-names.ts';
import { claimOutcome, outcomes } from './claim-outcome.ts';
import { type ClaimInRun, claimSection } from './claim-section.ts';
import { findingsOf } from './findings-section.ts';
import { heatLegend, heatMap } from './heat-map.ts';
import { html, type Markup } from './markup.ts';
import type { RunRecord } from './run-record.ts';
import type { ChartDocument } from './svg.ts';

/** The verdict of every claim on every subject, at a glance. */
export function campaignSection(campaign: CampaignResult, provenance: string): Markup {
  const subjects = [...new Set(campaign.rows.map(({ subject }) => subject))];
  // A subject without an engine is a formula or a loop of a claim.
  const own = subjects.filter((subject) => isOwn(subject) || !subject.includes('/'));
  const foreign = subjects.filter((subject) => !own.includes(subject));
  return html`<section id="campaign"><h2>Every claim on every subject</h2>
<p>${formatCount(campaign.cases)} cases, ${formatCount(campaign.checked)} verdicts on a subject and a case, in
${formatNumber(campaign.elapsedMs / 1000)} s.</p>
${heatLegend}${foreign.length > 0 && heatMap(campaign.rows, foreign)}${
  own.length > 0 &&
  html`<details><summary>${own.length} subjects of our own</summary>${heatMap(campaign.rows, own)}</details>`
}<p class="note">The darker, the nearer to the bound. ${provenance}.</p></section>`;
}

/** All claims, folded: violated ones first, those that were not tried last. */
export function claimsSection(document: ChartDocument, run: RunRecord): Markup {
  const { claims, campaign } = run;
  const drawn = findingsOf(run);
  const told = claims.map((claim) => ({
    claim,
    rows: campaign?.rows.filter((row) => row.claim === claim.id) ?? [],
    findings: drawn.filter(({ entry }) => entry.claim === claim.id),
  }));
  const place = ({ claim, rows }: ClaimInRun): number => outcomes.indexOf(claimOutcome(claim, rows).outcome);
  const sorted = told.toSorted((one, other) => place(one) - place(other));
  return html`<section id="claims"><h2>The claims</h2>${sorted.map((one) => claimSection(document, one))}</section>`;
}

import { claimPath } from './claim-path.ts';
import type { ClaimRecord } from './claim-record.ts';
import { heatLegend, heatMap } from './heat-map.ts';
import { html, type Markup } from './markup.ts';
import type { CampaignRecord, CampaignRowRecord } from './run-record.ts';
import { countText, shortNumber } from './short-number.ts';
import { isOwnOrder } from './subject-list.ts';

/** How every claim fared on every subject, at a glance, and the list of claims with a page each. */
export function campaignSection(campaign: CampaignRecord, claims: readonly ClaimRecord[], provenance: string): Markup {
  const subjects = [...new Set(campaign.rows.map(({ subject }) => subject))];
  const foreign = subjects.filter((subject) => !isOwnOrder(subject));
  const own = subjects.filter(isOwnOrder);
  return html`<section id="campaign"><h2>Every claim on every subject</h2>
<p>${countText(campaign.cases)} cases, ${countText(campaign.checked)} verdicts on a subject and a case, in ${shortNumber(campaign.elapsedMs / 1000)} s.</p>
${heatLegend}${foreign.length > 0 && heatMap(campaign.rows, foreign)}${
  own.length > 0 &&
  html`<details><summary>${own.length} subjects of our own</summary>${heatMap(campaign.rows, own)}</details>`
}<p class="note">The darker, the nearer to the bound. ${provenance}.</p>
<h3>The claims</h3><div class="scroll"><table><thead><tr><th>claim</th><th>status</th><th>in this run</th><th>what it says</th></tr></thead><tbody>${claims.map(
    (claim) =>
      claimRow(
        claim,
        campaign.rows.filter((row) => row.claim === claim.id),
      ),
  )}</tbody></table></div></section>`;
}

function claimRow({ id, status, statement }: ClaimRecord, rows: readonly CampaignRowRecord[]): Markup {
  return html`<tr><td class="mono"><a href="${claimPath(id)}">${id}</a></td><td>${status}</td><td>${outcomeText(rows)}</td><td class="statement">${statement}</td></tr>`;
}

/** How many rows came out how, in the order of their number. */
function outcomeText(rows: readonly CampaignRowRecord[]): Markup {
  const counts = new Map<string, number>();
  for (const { verdict, alarm } of rows) {
    const word = verdict === 'violated' && !alarm ? 'not so' : verdict;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = [...counts].sort(([, one], [, other]) => other - one).map(([word, count]) => `${count} ${word}`);
  const bad = rows.some(({ alarm }) => alarm);
  return words.length === 0
    ? html`<span class="quiet">not tried</span>`
    : html`<span class="${bad ? 'bad' : ''}">${words.join(', ')}</span>`;
}

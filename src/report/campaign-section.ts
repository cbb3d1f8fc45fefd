import { alignedNumbers } from './aligned-number.ts';
import { html, type Markup } from './markup.ts';
import { checked, type RatioAxis, ratioAxis, ratioChart } from './ratio-chart.ts';
import type { CampaignRecord, CampaignRowRecord } from './run-record.ts';
import { countText, percentText, shortNumber } from './short-number.ts';
import { isOwnOrder } from './subject-list.ts';

/** How near each subject came to its bound: a table for every claim, and a panel for every row that has a distribution. */
export function campaignSection(campaign: CampaignRecord, provenance: string): Markup {
  const claims = [...new Set(campaign.rows.map((row) => row.claim))];
  return html`<section id="campaign"><h2>How near to the bound</h2>
<p>${countText(campaign.cases)} cases, ${countText(campaign.checked)} verdicts on a subject and a case, in ${shortNumber(campaign.elapsedMs / 1000)} s.</p>
${claims.map((claim) => {
  const statement = campaign.claims.find((one) => one.id === claim)?.statement;
  const rows = campaign.rows.filter((row) => row.claim === claim);
  return claimPart(claim, statement, rows, provenance);
})}</section>`;
}

function claimPart(
  claim: string,
  statement: string | undefined,
  rows: readonly CampaignRowRecord[],
  provenance: string,
): Markup {
  const axis = ratioAxis(rows.filter((row) => checked(row) > 0));
  const owned = rows.filter((row) => isOwnOrder(row.subject));
  const foreign = rows.filter((row) => !isOwnOrder(row.subject));
  return html`<h3 class="mono">${claim}</h3>${statement !== undefined && html`<p>${statement}</p>`}
<figure class="wide">${panels(foreign, axis)}
<figcaption>Error ÷ proven bound, share of the outputs in percent for each power of two; the same axes in every panel. Red line: the bound. Dashed: the largest within it. ${provenance}.</figcaption></figure>
${campaignTable(foreign)}
${
  owned.length > 0 &&
  html`<details><summary>${owned.length} orders of our own</summary><figure class="wide">${panels(owned, axis)}</figure>${campaignTable(owned)}</details>`
}`;
}

function panels(rows: readonly CampaignRowRecord[], axis: RatioAxis): Markup {
  return html`<div class="panels">${rows.filter((row) => checked(row) > 0).map((row) => panel(row, axis))}</div>`;
}

function panel(row: CampaignRowRecord, axis: RatioAxis): Markup {
  const exact = row.distribution.zero / checked(row);
  return html`<figure class="panel"><figcaption><span class="mono">${row.subject}</span></figcaption>${ratioChart(row, axis)}
<p class="note">largest within the bound ${shortNumber(row.attained)}; no error at all in ${percentText(exact)}</p></figure>`;
}

function campaignTable(rows: readonly CampaignRowRecord[]): Markup {
  const attained = alignedNumbers(rows.map((row) => (row.outputs > 0 ? shortNumber(row.attained, 4) : undefined)));
  const outputs = alignedNumbers(rows.map((row) => countText(row.outputs)));
  const vacuous = alignedNumbers(
    rows.map((row) => (row.outputs > 0 ? (100 * row.vacuousShare).toFixed(2) : undefined)),
  );
  return html`<div class="scroll"><table><thead><tr><th>subject</th><th>verdict</th><th>outputs</th><th>vacuous, %</th><th>largest error ÷ bound</th><th></th></tr></thead><tbody>${rows.map(
    (row, index) =>
      html`<tr class="${row.verdict === 'missing' ? 'absent' : ''}"><td class="mono">${row.subject}</td><td>${verdictText(row)}</td>${outputs[index]}${vacuous[index]}${attained[index]}<td>${row.declined > 0 && html`${countText(row.declined)} cases declined: `}${row.because}</td></tr>`,
  )}</tbody></table></div>`;
}

function verdictText({ verdict, knownHits, violations }: CampaignRowRecord): Markup {
  const hits = knownHits > 0 && html` <small>(${countText(knownHits)} hits of known defects)</small>`;
  if (verdict === 'holds') return html`<span class="good">holds</span>${hits}`;
  if (verdict === 'violated') return html`<strong class="bad">violated</strong> ${countText(violations)} times${hits}`;
  if (verdict === 'failed') return html`<strong class="bad">failed</strong>${hits}`;
  if (verdict === 'known-defect') return html`<strong class="bad">known defect</strong>${hits}`;
  return html`<span class="quiet">${verdict}</span>${hits}`;
}

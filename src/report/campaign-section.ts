import { alignedNumbers } from './aligned-number.ts';
import type { ChartDocument } from './chart-document.ts';
import { html, type Markup } from './markup.ts';
import { checked, ratioAxis, ratioChart } from './ratio-chart.ts';
import type { CampaignRecord, CampaignRowRecord } from './run-record.ts';
import { countText, percentText, shortNumber } from './short-number.ts';

const mostPanels = 60;

/** How near each subject came to its bound: a table for every claim, and a panel for every row that has a distribution. */
export function campaignSection(document: ChartDocument, campaign: CampaignRecord, provenance: string): Markup {
  const claims = [...new Set(campaign.rows.map((row) => row.claim))];
  return html`<section id="campaign"><h2>How near to the bound</h2>
<p>${countText(campaign.cases)} cases, ${countText(campaign.checked)} verdicts on a subject and a case, in ${shortNumber(campaign.elapsedMs / 1000)} s.</p>
${claims.map((claim) => {
  const statement = campaign.claims.find((one) => one.id === claim)?.statement;
  const rows = campaign.rows.filter((row) => row.claim === claim);
  return claimPart(document, claim, statement, rows, provenance);
})}</section>`;
}

function claimPart(
  document: ChartDocument,
  claim: string,
  statement: string | undefined,
  rows: readonly CampaignRowRecord[],
  provenance: string,
): Markup {
  const drawn = rows.filter((row) => checked(row) > 0);
  const axis = ratioAxis(drawn);
  const panels = drawn.slice(0, mostPanels);
  return html`<h3 class="mono">${claim}</h3>${statement !== undefined && html`<p>${statement}</p>`}
${
  panels.length > 0 &&
  html`<figure class="wide"><div class="panels">${panels.map((row) => panel(document, row, axis))}</div>
<figcaption>Error ÷ proven bound, share of the cases for each power of two; the same axes in every panel. Red line: the bound. Dashed: the largest within it.
${drawn.length > panels.length && html`The table has ${drawn.length - panels.length} more. `}${provenance}.</figcaption></figure>`
}
${campaignTable(rows)}`;
}

function panel(document: ChartDocument, row: CampaignRowRecord, axis: ReturnType<typeof ratioAxis>): Markup {
  const exact = row.distribution.zero / checked(row);
  return html`<figure class="panel"><figcaption><span class="mono">${row.subject}</span></figcaption>${ratioChart(document, row, axis)}
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
      html`<tr class="${row.verdict === 'missing' ? 'absent' : ''}"><td class="mono">${row.subject}</td><td>${verdictText(row)}</td>${outputs[index]}${vacuous[index]}${attained[index]}<td>${row.because}</td></tr>`,
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

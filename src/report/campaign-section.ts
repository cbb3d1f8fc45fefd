import { alignedNumbers } from './aligned-number.ts';
import type { ChartDocument } from './chart-document.ts';
import { html, type Markup } from './markup.ts';
import { checked, ratioAxis, ratioChart } from './ratio-chart.ts';
import type { CampaignRecord, CampaignRow } from './run-record.ts';
import { countText, percentText, shortNumber } from './short-number.ts';

const mostPanels = 60;

/** How near each subject came to its bound: a table for every claim, and a panel for every row that has a distribution. */
export function campaignSection(document: ChartDocument, campaign: CampaignRecord, provenance: string): Markup {
  const claims = [...new Set(campaign.rows.map((row) => row.claim))];
  return html`<section id="campaign"><h2>How near to the bound</h2>
<p>${countText(campaign.cases)} cases checked in ${shortNumber(campaign.seconds)} s.</p>
${claims.map((claim) =>
  claimPart(
    document,
    claim,
    campaign.rows.filter((row) => row.claim === claim),
    provenance,
  ),
)}</section>`;
}

function claimPart(document: ChartDocument, claim: string, rows: readonly CampaignRow[], provenance: string): Markup {
  const drawn = rows.filter((row) => checked(row) > 0);
  const axis = ratioAxis(drawn);
  const panels = drawn.slice(0, mostPanels);
  return html`<h3 class="mono">${claim}</h3>
${
  panels.length > 0 &&
  html`<figure class="wide"><div class="panels">${panels.map((row) => panel(document, row, axis))}</div>
<figcaption>Error ÷ proven bound, share of the cases for each power of two; the same axes in every panel. Red line: the bound. Dashed: the largest met.
${drawn.length > panels.length && html`The table has ${drawn.length - panels.length} more. `}${provenance}.</figcaption></figure>`
}
${campaignTable(rows)}`;
}

function panel(document: ChartDocument, row: CampaignRow, axis: ReturnType<typeof ratioAxis>): Markup {
  const exact = (row.distribution?.zero ?? 0) / checked(row);
  return html`<figure class="panel"><figcaption><span class="mono">${row.subject}</span></figcaption>${ratioChart(document, row, axis)}
<p class="note">largest ${shortNumber(row.attained) ?? '–'}; no error at all in ${percentText(exact)}</p></figure>`;
}

function campaignTable(rows: readonly CampaignRow[]): Markup {
  const attained = alignedNumbers(rows.map((row) => shortNumber(row.attained, 4)));
  const cases = alignedNumbers(rows.map((row) => countText(row.cases)));
  const vacuous = alignedNumbers(
    rows.map((row) => (row.cases > 0 ? ((100 * row.vacuous) / row.cases).toFixed(2) : undefined)),
  );
  return html`<div class="scroll"><table><thead><tr><th>subject</th><th>verdict</th><th>cases</th><th>vacuous, %</th><th>largest error ÷ bound</th><th></th></tr></thead><tbody>${rows.map(
    (row, index) =>
      html`<tr class="${row.verdict === 'missing' ? 'absent' : ''}"><td class="mono">${row.subject}</td><td>${verdictText(row)}</td>${cases[index]}${vacuous[index]}${attained[index]}<td>${row.because}</td></tr>`,
  )}</tbody></table></div>`;
}

function verdictText({ verdict, knownHits }: CampaignRow): Markup {
  const hits = knownHits > 0 && html` <small>(${countText(knownHits)} hits of known defects)</small>`;
  if (verdict === 'holds') return html`<span class="good">holds</span>${hits}`;
  if (verdict === 'violated' || verdict === 'failed') return html`<strong class="bad">${verdict}</strong>${hits}`;
  if (verdict === 'known-defect') return html`<strong class="bad">known defect</strong>${hits}`;
  return html`<span class="quiet">${verdict}</span>${hits}`;
}

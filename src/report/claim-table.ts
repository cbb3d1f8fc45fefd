import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import { alignedTexts } from './aligned-number.ts';
import { html, type Markup } from './markup.ts';

/** The rows of one claim: the verdict for each subject, and the largest error ÷ bound. */
export function claimTable(rows: readonly CampaignRow[]): Markup {
  const attained = alignedTexts(rows.map((row) => (row.outputs > 0 ? formatNumber(row.attained, 4) : undefined)));
  const remarked = rows.some(
    ({ declined, because, transform }) => declined > 0 || (because ?? transform) !== undefined,
  );
  return html`<div class="scroll"><table class="counts verdicts stack"><thead><tr><th>subject</th><th>verdict</th>
<th>error ÷ bound</th><th>outputs</th><th>discarded, %</th>${remarked && html`<th></th>`}</tr></thead><tbody>${rows.map(
    (row, index) =>
      html`<tr${row.verdict === 'missing' && html` class="absent"`}><td>${row.subject}</td>
<td>${verdictText(row)}</td><td>${attained[index]}</td><td>${formatCount(row.outputs)}</td>
<td>${row.outputs > 0 ? (100 * row.discardedShare).toFixed(2) : '–'}</td>${remarked && remark(row)}</tr>`,
  )}</tbody></table></div>`;
}

function remark({ declined, because, transform }: CampaignRow): Markup {
  const said = because ?? (transform && `a transform, ${transform}: held to its normwise bound`);
  if (declined === 0 && said === undefined) return html`<td></td>`;
  return html`<td class="remark">${declined > 0 && html`${formatCount(declined)} cases declined: `}${said}</td>`;
}

function verdictText({ verdict, knownHits, violations, alarm }: CampaignRow): Markup {
  const hits = knownHits > 0 && html` <small>(${formatCount(knownHits)} hits of known defects)</small>`;
  if (verdict === 'holds') return html`<span class="good">holds</span>${hits}`;
  if (verdict === 'violated' && !alarm)
    return html`<span class="mark">not so</span> ${formatCount(violations)} times${hits}`;
  if (verdict === 'violated')
    return html`<strong class="bad">violated</strong> ${formatCount(violations)} times${hits}`;
  if (verdict === 'failed') return html`<strong class="bad">failed</strong>${hits}`;
  if (verdict === 'known-defect') return html`<strong class="bad">known defect</strong>${hits}`;
  return html`<span class="quiet">${verdict}</span>${hits}`;
}

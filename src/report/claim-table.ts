import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { grouped } from '../text/layout.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import { namesAmong, subjectNames } from '../text/subject-names.ts';
import { alignedTexts } from './aligned-number.ts';
import { html, type Markup } from './markup.ts';

/** More subjects than this with equal cells are counted, and named when the count is opened. */
const mostNamed = 6;

/**
 * The rows of one claim: the verdict for each subject, and the largest error ÷ bound. Subjects whose cells are equal
 * share a row.
 */
export function claimTable(rows: readonly CampaignRow[]): Markup {
  const remarked = rows.some(
    ({ declined, because, transform }) => declined > 0 || (because ?? transform) !== undefined,
  );
  const all = rows.map(({ subject }) => subject);
  const lines = [...grouped(rows, (row) => JSON.stringify(cellsOf(row)))].map(([, alike]) => alike);
  const attained = alignedTexts(lines.map(([row]) => cellsOf(row!).attained));
  if (lines.length === 1 && lines[0]!.length === 1) return oneLine(lines[0]![0]!);
  return html`<div class="scroll"><table class="counts verdicts stack"><thead><tr><th>subject</th><th>verdict</th>
<th>error ÷ bound</th><th>outputs</th><th>discarded, %</th>${remarked && html`<th></th>`}</tr></thead><tbody>${lines.map(
    (alike, index) => {
      const row = alike[0]!;
      const { outputs, discarded } = cellsOf(row);
      return html`<tr${row.verdict === 'missing' && html` class="absent"`}><td>${names(
        alike.map(({ subject }) => subject),
        all,
      )}</td>
<td>${verdictText(row)}</td><td>${attained[index]}</td><td>${outputs}</td><td>${discarded}</td>${remarked && remark(row)}</tr>`;
    },
  )}</tbody></table></div>`;
}

/** A table of one row in words. */
function oneLine(row: CampaignRow): Markup {
  const { attained, outputs, discarded } = cellsOf(row);
  return html`<p><span class="mono">${row.subject}</span>: ${verdictText(row)}${
    attained !== undefined && html`, error ÷ bound ${attained}`
  }; ${outputs} outputs, ${discarded} % discarded. ${remarkText(row)}</p>`;
}

/** What a row shows, as text. */
function cellsOf(row: CampaignRow) {
  return {
    verdict: verdictText(row).markup,
    attained: row.outputs > 0 ? formatNumber(row.attained) : undefined,
    outputs: formatCount(row.outputs),
    discarded: row.outputs > 0 ? (100 * row.discardedShare).toFixed(2) : '–',
    remark: remark(row).markup,
  };
}

function names(subjects: readonly string[], all: readonly string[]): Markup {
  if (subjects.length <= mostNamed) return html`${subjectNames(subjects, mostNamed)}`;
  return html`<details class="small"><summary>${subjects.length} subjects</summary>${namesAmong(subjects, all)}</details>`;
}

function remark(row: CampaignRow): Markup {
  const said = remarkText(row);
  return said.markup === '' ? html`<td></td>` : html`<td class="remark">${said}</td>`;
}

function remarkText({ declined, because, transform }: CampaignRow): Markup {
  const said = because ?? (transform && `a transform, ${transform}: held to its normwise bound`);
  return html`${declined > 0 && html`${formatCount(declined)} cases declined: `}${said}`;
}

function verdictText({ verdict, knownHits, violations, alarm }: CampaignRow): Markup {
  const hits = knownHits > 0 && html` <small>(${formatCount(knownHits)} hits of known defects)</small>`;
  if (verdict === 'holds') return html`<span class="good">holds</span>${hits}`;
  if (verdict === 'violated' && !alarm)
    return html`<span class="mark">not so</span>${violations > 0 && html` ${formatCount(violations)} times`}${hits}`;
  if (verdict === 'violated')
    return html`<strong class="bad">violated</strong> ${formatCount(violations)} times${hits}`;
  if (verdict === 'failed') return html`<strong class="bad">failed</strong>${hits}`;
  if (verdict === 'known-defect') return html`<strong class="bad">known defect</strong>${hits}`;
  return html`<span class="quiet">${verdict}</span>${hits}`;
}

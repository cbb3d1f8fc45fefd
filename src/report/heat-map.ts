import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { formatNumber } from '../text/numbers.ts';
import { mostOctaves, octavesAbove } from './axes.ts';
import { claimAnchor } from './claim-outcome.ts';
import { html, type Markup } from './markup.ts';

/**
 * Claims × subjects as a table of small cells. The larger error ÷ bound, the darker. Violations, failures and known
 * defects have a colour of their own. Blank: the claim does not apply to the subject. The title of a cell names its
 * subject; the name of a claim links to its section.
 */
export function heatMap(rows: readonly CampaignRow[], subjects: readonly string[]): Markup {
  const claims = [...new Set(rows.map(({ claim }) => claim))];
  const byPlace = new Map(rows.map((row) => [`${row.claim} ${row.subject}`, row]));
  const spokenOf = claims.filter((claim) => subjects.some((subject) => byPlace.has(`${claim} ${subject}`)));
  const head = subjects.map((subject) => html`<th scope="col"><span>${subject}</span></th>`);
  return html`<div class="scroll"><table class="heat"><thead><tr><td></td>${head}</tr></thead><tbody>${spokenOf.map(
    (claim) =>
      html`<tr><th scope="row"><a href="#${claimAnchor(claim)}">${claim}</a></th>${cells(subjects.map((subject) => byPlace.get(`${claim} ${subject}`)))}</tr>`,
  )}</tbody></table></div>`;
}

/** A cell for each row, and one for each run of blanks. */
function cells(rows: readonly (CampaignRow | undefined)[]): readonly Markup[] {
  return rows.flatMap((row, index) => {
    if (row !== undefined) return [heatCell(row)];
    if (index > 0 && rows[index - 1] === undefined) return [];
    const next = rows.findIndex((one, place) => place > index && one !== undefined);
    return [html`<td colspan="${(next === -1 ? rows.length : next) - index}"></td>`];
  });
}

function heatCell(row: CampaignRow): Markup {
  const { look, darkness } = heatOf(row);
  const heat = look === 'holds' || look === 'vacuous' ? html` style="--heat:${darkness}%"` : false;
  return html`<td class="${look}"${heat} title="${heatTitle(row)}"></td>`;
}

/** Darkness in percent: 8 if error ÷ bound is at most 2^-12, 100 if it is 1. */
export function heatOf({ verdict, alarm, attained, outputs }: CampaignRow): {
  readonly look: string;
  readonly darkness: number;
} {
  if (verdict === 'missing' || (verdict === 'vacuous' && outputs === 0)) return { look: 'absent', darkness: 0 };
  if (verdict === 'violated' || verdict === 'failed') return { look: alarm ? 'wrong' : 'refuted', darkness: 100 };
  if (verdict === 'known-defect') return { look: 'defect', darkness: 100 };
  return { look: verdict, darkness: Math.round(8 + (92 * octavesAbove(attained)) / mostOctaves) };
}

function heatTitle({ subject, verdict, attained, outputs }: CampaignRow): string {
  const ratio = outputs === 0 ? '' : `, ${formatNumber(attained, 4)} of its bound`;
  return `${subject}: ${verdict}${ratio}`;
}

/** The legend of the colours. */
export const heatLegend: Markup = html`<p class="legend"><span class="holds" style="--heat:8%"></span>holds, error ÷
bound up to 2⁻¹² <span class="holds" style="--heat:54%"></span>2⁻⁶ <span class="holds" style="--heat:100%"></span>the
bound itself
<span class="vacuous" style="--heat:54%"></span>mostly discarded <span class="refuted"></span>not so (a claim refuted,
a behaviour not observed) <span class="defect"></span>recorded defect <span class="wrong"></span>violated or failed
<span class="absent"></span>missing or nothing judged</p>`;

import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { grouped } from '../text/layout.ts';
import { formatNumber, formatShare } from '../text/numbers.ts';
import { isOwn } from '../text/subject-names.ts';
import { claimAnchor, claimOutcome } from './claim-outcome.ts';
import type { ClaimRecord, RefutationRecord } from './claim-record.ts';
import { claimTable } from './claim-table.ts';
import { distributionTable } from './distribution-table.ts';
import type { DrawnFinding } from './findings-section.ts';
import { html, type Markup } from './markup.ts';
import { checked, type RatioAxis, ratioAxis, ratioChart } from './ratio-chart.ts';
import { formulaText } from './words.ts';

/** How to read the panels of all claims; it stands once above them. */
export const panelsNote: Markup = html`<p class="note">Panels: error ÷ bound, share of the outputs in percent for each
power of two, of the subject of each engine that comes nearest to the bound; the same axes in all panels of a claim. Red
line: the bound. Dashed, and below as a number: the largest within it. None: outputs without any error.</p>`;

/** A claim with its rows and findings in a run. */
export interface ClaimInRun {
  readonly claim: ClaimRecord;
  readonly rows: readonly CampaignRow[];
  readonly findings: readonly DrawnFinding[];
}

/**
 * What a claim says and why, its verdict on every subject, and every input that violates it, drawn. Folded, it is one
 * line.
 */
export function claimSection({ claim, rows, findings }: ClaimInRun, shared: readonly string[] = []): Markup {
  const symbols = claim.symbols?.split('; ').filter((meaning) => !shared.includes(meaning)) ?? [];
  const { text, look } = claimOutcome(claim, rows);
  // The anchor is inside the fold, because a browser opens the fold around the target of a link.
  return html`<details class="claim"><summary><span class="mono">${claim.id}</span>
<span class="badge">${claim.status}</span>
<span class="${look}">${text}</span><span class="says">${formulaText(claim.statement)}</span></summary>
<div class="body" id="${claimAnchor(claim.id)}"><p class="formula">${formulaText(claim.formula)}</p>${
    symbols.length > 0 && html`<p class="note">${formulaText(symbols.join('; '))}.</p>`
  }
<dl class="facts long"><div><dt>about</dt><dd>${kinds[claim.kind]}</dd></div>${
    claim.hypotheses !== undefined && html`<div><dt>hypotheses</dt><dd>${formulaText(claim.hypotheses)}</dd></div>`
  }<div><dt>source</dt><dd>${claim.source}</dd></div>${
    claim.attained !== undefined && html`<div><dt>attained</dt><dd>${formulaText(claim.attained)}</dd></div>`
  }</dl>${claim.refutation !== undefined && refutationPart(claim.refutation)}${
    rows.length === 0 ? html`<p>This run did not try it.</p>` : rowsParts(rows)
  }${
    findings.length > 0 &&
    html`<h4>Defects and counterexamples</h4><ul>${findings.map(
      ({ entry }) => html`<li><a class="mono" href="#${entry.id}">${entry.subject.id}</a></li>`,
    )}</ul>`
  }</div></details>`;
}

const kinds: Readonly<Record<ClaimRecord['kind'], string>> = {
  output: 'an output of a subject',
  pair: 'the same output of two subjects',
  operation: 'a few operations on a few numbers',
  sum: 'sums of numbers, in any order',
  comparison: 'how given ways to compute stand to one another',
  metamorphic: 'how the answers of a subject to two questions stand to one another',
};

/** The factors are listed: most of these numbers have more digits than a drawn cell has room for. */
function refutationPart({ factors, results, because }: RefutationRecord): Markup {
  return html`<h4>What refutes it</h4><p>${because}</p>
<p class="mono values">image · kernel${factors.map(([left, right]) => html`<br>${left} · ${right}`)}</p>
<dl class="facts">${results.map(({ run, value }) => html`<div><dt>${run}</dt><dd class="mono">${value}</dd></div>`)}</dl>`;
}

function rowsParts(rows: readonly CampaignRow[]): Markup {
  const foreign = rows.filter(({ subject }) => !isOwn(subject));
  const own = rows.filter(({ subject }) => isOwn(subject));
  const drawn = rowsWithPanels(rows);
  return html`<h4>On each subject</h4>${foreign.length > 0 && claimTable(foreign)}${
    own.length > 0 &&
    (foreign.length > 0
      ? html`<details><summary>${own.length} algorithms of lastbit</summary>${claimTable(own)}</details>`
      : claimTable(own))
  }${distributionTable(rows)}${drawn.length > 0 && html`<h4>How it is distributed</h4>${panels(drawn)}`}`;
}

/** The subjects of others; those of lastbit where there are no others. */
function rowsWithPanels(rows: readonly CampaignRow[]): readonly CampaignRow[] {
  const foreign = rows.filter(({ subject }) => !isOwn(subject));
  return nearest((foreign.length > 0 ? foreign : rows).filter((row) => checked(row) > 0 && row.attained > 0));
}

/** The axes of the panels of a claim, which the page draws once; none without panels. */
export function axesOf({ rows }: ClaimInRun): readonly RatioAxis[] {
  const drawn = rowsWithPanels(rows);
  return drawn.length === 0 ? [] : [ratioAxis(drawn)];
}

/** Of each engine the row that comes nearest to the bound, wrong outputs first: all subjects would be too many. */
function nearest(rows: readonly CampaignRow[]): readonly CampaignRow[] {
  const wrong = (row: CampaignRow): number =>
    row.histogram.bins.reduce((sum, { exponent, count }) => sum + (exponent >= 0 ? count : 0), 0);
  return [...grouped(rows, ({ subject }) => subject.split('/')[0])].map(([, [first, ...rest]]) =>
    rest.reduce((best, row) => ((wrong(row) - wrong(best) || row.attained - best.attained) > 0 ? row : best), first!),
  );
}

/** With all outputs at the left end of the axis, a panel would say less than its number. */
const isFar = ({ histogram }: CampaignRow): boolean => histogram.bins.every(({ exponent }) => exponent < -24);

/** The panels of one claim have the same axis. */
function panels(rows: readonly CampaignRow[]): Markup {
  const axis = ratioAxis(rows);
  const far = rows.filter(isFar).map((row) => `${row.subject} ${formatNumber(row.attained)}`);
  return html`${
    far.length > 0 && html`<p class="note">Far from the bound: ${far.join(', ')}.</p>`
  }<div class="panels">${rows
    .filter((row) => !isFar(row))
    .map(
      (row) =>
        html`<figure class="panel"><figcaption class="mono">${row.subject}</figcaption>${ratioChart(row, axis)}<p class="note">${formatNumber(row.attained)}; none in ${formatShare(row.histogram.zero / checked(row))}</p></figure>`,
    )}</div>`;
}

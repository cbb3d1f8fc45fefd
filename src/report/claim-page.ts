import type { ChartDocument } from './chart-document.ts';
import type { ClaimRecord, RefutationRecord } from './claim-record.ts';
import { claimTable } from './claim-table.ts';
import { distributionTable } from './distribution-table.ts';
import { findingArticle } from './findings-section.ts';
import { formulaText } from './formula-text.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page-text.ts';
import { checked, type RatioAxis, ratioAxis, ratioAxisMarkup, ratioChart } from './ratio-chart.ts';
import type { CampaignRowRecord, RunRecord } from './run-record.ts';
import { percentText, shortNumber } from './short-number.ts';
import { isOwnOrder } from './subject-list.ts';
import { type Tensor, tensorChart } from './tensor-chart.ts';
import { termsChart } from './terms-chart.ts';

/** The page of one claim: what it says and why, how it fared on every subject, and every input that broke it, drawn. */
export function claimPage(document: ChartDocument, run: RunRecord, claim: ClaimRecord): string {
  const rows = run.campaign?.rows.filter((row) => row.claim === claim.id) ?? [];
  const findings = run.findings.filter(({ entry }) => entry.claim === claim.id);
  const provenance = `lastbit ${run.version} on ${run.machine.cpu}, seed ${run.seed}`;
  const body = html`<header><p class="kicker"><a href="../index.html">lastbit ${run.version} · ${run.date.slice(0, 10)} · seed ${run.seed}</a></p>
<h1 class="mono">${claim.id}</h1><p>${formulaText(claim.statement)}</p><p class="formula">${formulaText(claim.formula)}</p>
<dl class="facts"><div><dt>status</dt><dd>${claim.status}</dd></div><div><dt>speaks of</dt><dd>${kinds[claim.kind] ?? claim.kind}</dd></div></dl><dl class="facts long">${
    claim.hypotheses !== undefined && html`<div><dt>hypotheses</dt><dd>${formulaText(claim.hypotheses)}</dd></div>`
  }<div><dt>source</dt><dd>${claim.source}</dd></div>${
    claim.attained !== undefined && html`<div><dt>attained</dt><dd>${formulaText(claim.attained)}</dd></div>`
  }</dl></header><main>${claim.refutation !== undefined && refutationSection(document, claim.refutation)}${
    rows.length === 0 ? html`<section><p>This run did not try it.</p></section>` : rowsSection(rows, provenance)
  }${
    findings.length > 0 &&
    html`<section id="findings"><h2>Defects and counterexamples</h2>${findings.map((finding) => findingArticle(document, finding))}</section>`
  }</main>`;
  return pageText(`${claim.id}, seed ${run.seed}`, body);
}

const kinds: Readonly<Record<string, string>> = {
  output: 'an output of a subject',
  pair: 'the same output of two subjects',
  operation: 'a few operations on a few numbers',
  sum: 'sums of numbers, in any order',
  relation: 'how given ways to compute stand to one another',
  behaviour: 'how the answers of a subject to two questions stand to one another',
};

/** The factors as image and kernel, drawn as counterexamples are. */
function refutationSection(document: ChartDocument, { factors, results, because }: RefutationRecord): Markup {
  const side = (index: 0 | 1, dimensions: Tensor['dimensions']): Tensor => ({
    dimensions,
    values: factors.map((factor) => factor[index]),
  });
  const n = factors.length;
  return html`<section id="refutation"><h2>What refutes it</h2><p>${because}</p>
<div class="product"><div><h4>image</h4>${tensorChart(document, side(0, [1, 1, n, 1]), 'NHWC', 'image')}</div><div class="times">∗</div><div><h4>kernel</h4>${tensorChart(document, side(1, [1, n, 1, 1]), 'HWIO', 'kernel')}</div></div>
<p class="mono values">${factors.map(([left, right]) => html`${left} · ${right}<br>`)}</p>
<dl class="facts">${results.map(({ run, value }) => html`<div><dt>${run}</dt><dd class="mono">${value}</dd></div>`)}</dl></section>`;
}

function rowsSection(rows: readonly CampaignRowRecord[], provenance: string): Markup {
  const foreign = rows.filter(({ subject }) => !isOwnOrder(subject));
  const own = rows.filter(({ subject }) => isOwnOrder(subject));
  const chart = termsChart(rows);
  const drawn = (foreign.length > 0 ? foreign : own).filter((row) => checked(row) > 0 && row.attained > 0);
  return html`<section id="rows"><h2>On each subject</h2>${foreign.length > 0 && claimTable(foreign)}${
    own.length > 0 &&
    (foreign.length > 0
      ? html`<details><summary>${own.length} orders of our own</summary>${claimTable(own)}</details>`
      : claimTable(own))
  }${
    chart !== undefined &&
    html`<h2>As the number of terms grows</h2><figure>${chart}<figcaption>Largest error ÷ bound for each subject and number of terms, both axes logarithmic. Red line: the bound. Faint: orders of our own. ${provenance}.</figcaption></figure>`
  }${distributionTable(rows)}${
    drawn.length > 0 &&
    html`<h2>How it is distributed</h2><figure class="wide">${panels(drawn, ratioAxis(drawn))}<figcaption>Error ÷ bound, share of the outputs in percent for each power of two; the same axes in every panel. Red line: the bound. Dashed: the largest within it. ${provenance}.</figcaption></figure>`
  }</section>`;
}

function panels(rows: readonly CampaignRowRecord[], axis: RatioAxis): Markup {
  return html`${ratioAxisMarkup(axis)}<div class="panels">${rows.map((row) => panel(row, axis))}</div>`;
}

function panel(row: CampaignRowRecord, axis: RatioAxis): Markup {
  const exact = row.histogram.zero / checked(row);
  return html`<figure class="panel"><figcaption><span class="mono">${row.subject}</span></figcaption>${ratioChart(row, axis)}
<p class="note">largest within the bound ${shortNumber(row.attained)}; no error at all in ${percentText(exact)}</p></figure>`;
}

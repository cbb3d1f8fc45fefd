import type { Explanation, OutputExplanation, ResultRow } from '../explain/explanation.ts';
import { withInfinitySign } from '../float/decimal.ts';
import { conclusionTexts } from '../text/explanation-conclusion.ts';
import { grouped } from '../text/layout.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import { algorithmName, isOwn, namesAmong } from '../text/subject-names.ts';
import { alignedNumbers } from './aligned-number.ts';
import type { ValueGroup } from './histogram-values.ts';
import { html, type Markup } from './markup.ts';

/** The exact value and one row for each subject. A subject without a value keeps its row, which says why. */
export function explanationSection(
  explanation: Explanation,
  output: OutputExplanation,
  groups: readonly ValueGroup[],
): Markup {
  const where = output.of > 1 ? `, output ${output.index} of ${output.of} at [${output.position.join(', ')}]` : '';
  const owned = output.results.filter((row) => isOwn(row.subject));
  const foreign = output.results.filter((row) => !isOwn(row.subject));
  return html`<section id="results"><h2>Who computed what</h2>
<p>The case: ${explanation.case.source}${where}.
${
  explanation.case.roundedInputs > 0 &&
  html`${explanation.case.roundedInputs} inputs were rounded to binary32, as asked.`
}</p>
${conclusionTexts(output, explanation.case).map((text) => html`<p>${text}</p>`)}${factList(output)}
<figure class="wide">${resultTables(foreign, groups)}
${owned.length > 0 && html`<details><summary>${owned.length} algorithms of lastbit</summary>${resultTables(owned, groups)}</details>`}
<figcaption>The letter names the value, the same as on the histogram below. Error: computed − exact, in ulp of the exact
value. u is the unit roundoff, 2^-24 in binary32 and 2^-53 in binary64; P = Σ|xᵢyᵢ|.
The bound is the proven one for any summation order, unless another claim is named. “Reproduced by”: algorithms of
lastbit with the same bits here, and the number of random cases on which they
agreed.${silences(output.results)}</figcaption></figure>
<details><summary>All digits</summary><div class="scroll"><table><tbody>
${digitRows(output, groups)}</tbody></table></div></details>
</section>`;
}

/** A table for each format, because each has its own ulp and u. */
function resultTables(results: readonly ResultRow[], groups: readonly ValueGroup[]): Markup {
  const tables = (['binary32', 'binary64', 'binary16', 'bfloat16'] as const).flatMap((format) => {
    const rows = results.filter((row) => row.format === format);
    return rows.length === 0 ? [] : [html`<h4>In ${format}</h4>${resultTable(rows, groups)}`];
  });
  return html`${tables}`;
}

function resultTable(results: readonly ResultRow[], groups: readonly ValueGroup[]): Markup {
  return html`<div class="scroll"><table class="results stack">
<thead><tr><th></th><th>subject</th><th>result, shortest decimal</th><th>bits</th><th>error, ulp</th>
<th>error ÷ u·P</th><th>bound, ulp</th><th>within</th><th>reproduced by; revealed as</th></tr></thead>
<tbody>${resultRows(results, groups)}</tbody></table></div>`;
}

/** Why the bound does not apply to some rows, once for each reason. */
function silences(results: readonly ResultRow[]): Markup {
  const reasons = [...new Set(results.flatMap((row) => (row.withinBound === null ? (row.boundBecause ?? []) : [])))];
  return html`${reasons.map((reason) => html` Without a bound: ${reason}.`)}`;
}

function factList({ exact, condition, terms, nonZeroTerms, unitErrorUlp }: OutputExplanation): Markup {
  return html`<dl class="facts">
<div><dt>exact value</dt><dd class="mono">${exact.because ?? exact.decimal}${exact.dyadic !== null && html` <span class="quiet">= ${withExponent(exact.dyadic)}</span>`}</dd></div>
<div><dt>terms</dt><dd>${terms}${nonZeroTerms < terms && html`, ${nonZeroTerms} of them not zero`}</dd></div>
<div><dt>condition number κ</dt><dd>${condition === null ? 'none' : formatNumber(condition, 5)}</dd></div>
<div><dt>u·P in binary32</dt><dd>${unitErrorUlp === null ? 'none' : `${formatNumber(unitErrorUlp, 4)} ulp`}</dd></div>
</dl>`;
}

/** A row for all subjects whose cells are equal: the same value by the same computation. */
function resultRows(results: readonly ResultRow[], groups: readonly ValueGroup[]): Markup[] {
  const keyOf = (row: ResultRow): string =>
    row.outcome.kind === 'value'
      ? JSON.stringify([row.bits, row.boundUlp, withinText(row).markup, explanations(row).markup])
      : `${row.outcome.kind}: ${row.outcome.reason}`;
  const lines = [...grouped(results, keyOf).values()];
  const all = results.map(({ subject }) => subject);
  const values = lines.map(([row]) => (row!.outcome.kind === 'value' ? row : undefined));
  const shortest = alignedNumbers(
    values.map((row) => (row === undefined ? undefined : withInfinitySign(row.shortest ?? '–'))),
  );
  const ulps = alignedNumbers(values.map((row) => formatNumber(row?.signedErrorUlp, 4)));
  const ratios = alignedNumbers(values.map((row) => formatNumber(row?.errorOverUP)));
  const bounds = alignedNumbers(values.map((row) => formatNumber(row?.boundUlp, 4)));
  return lines.map((alike, index) => {
    const row = alike[0]!;
    const subjects = alike.map(({ subject }) => subject);
    const names = html`<td class="mono subjects">${namesAmong(subjects, all)}</td>`;
    if (row.outcome.kind !== 'value') {
      const why = `${row.outcome.kind}: ${row.outcome.reason}`;
      return html`<tr class="absent"><td></td>${names}<td colspan="7">${why}</td></tr>`;
    }
    const letter = groups.find((group) => group.subjects.includes(row.subject))?.letter;
    return html`<tr><td class="letter">${letter}</td>${names}
${shortest[index]}<td class="mono bits">${row.bits ?? '–'}</td>
${ulps[index]}${ratios[index]}${bounds[index]}<td>${withinText(row)}</td><td class="orders">${explanations(row)}</td></tr>`;
  });
}

function withinText({ withinBound, boundClaim }: ResultRow): Markup {
  if (withinBound === null) return html`<span class="quiet">–</span>`;
  const claim = boundClaim !== null && boundClaim !== 'dot-any-order' && html` <small>${boundClaim}</small>`;
  return withinBound ? html`<span class="good">yes</span>${claim}` : html`<strong class="bad">NO</strong>${claim}`;
}

function explanations(row: ResultRow): Markup {
  return html`${algorithmNames(row)}${revelation(row)}`;
}

/** The revealed tree and arithmetic, or why there is none. */
function revelation({ revealed }: ResultRow): Markup | false {
  if (revealed === null) return false;
  const { explained, summary, arithmetic, because } = revealed;
  return explained
    ? html`<div class="revealed">${summary ?? '–'}<br><small>${arithmetic ?? '–'}</small></div>`
    : html`<div class="revealed quiet">not explained: ${because ?? '–'}</div>`;
}

function algorithmNames({ explainedBy, explainedBecause }: ResultRow): Markup {
  if (explainedBy.length === 0) return html`<span class="quiet">${explainedBecause ?? 'none of our algorithms'}</span>`;
  const complete = explainedBy.filter((one) => one.agreed === one.tried);
  const shown = complete.length > 0 ? complete : explainedBy.slice(0, 2);
  const alike = grouped(shown, ({ agreed, tried }) => `${formatCount(agreed)} of ${formatCount(tried)}`);
  return html`${[...alike].map(
    ([counts, some]) =>
      html`<div class="${complete.length > 0 ? 'good' : 'quiet'}">${some.map(({ algorithm }) => algorithmName(algorithm)).join(', ')}
<small class="nowrap">${counts}</small></div>`,
  )}`;
}

/** "188417 · 2^-27" with its exponent raised. */
function withExponent(dyadic: string): Markup {
  const [base = '', exponent = ''] = dyadic.split('^');
  return html`${base}<sup>${exponent.replace('-', '−')}</sup>`;
}

function digitRows({ exact }: OutputExplanation, groups: readonly ValueGroup[]): Markup[] {
  const cells = alignedNumbers([exact.decimal, ...groups.map((group) => withInfinitySign(group.decimal))]);
  const names = ['exact', ...groups.map((group) => `${group.letter}: ${group.subjects.length} subjects`)];
  return cells.map((cell, index) => html`<tr>${cell}<td class="mono">${names[index]}</td></tr>`);
}

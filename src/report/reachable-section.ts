import type { EnginePair, OutputExplanation, Reachable, Recipe } from '../explain/explanation.ts';
import { withInfinitySign } from '../float/decimal.ts';
import { formatCount, formatNumber, formatShare } from '../text/numbers.ts';
import { ulpAxis } from './axes.ts';
import { observedBands, type ValueGroup } from './histogram-values.ts';
import { html, type Markup } from './markup.ts';
import { reachableChart } from './reachable-chart.ts';
import type { ChartDocument } from './svg.ts';
import { subjectList } from './words.ts';

/** What other summation trees of the same products give, with each subject and each quoted number. */
export function reachableSection(
  document: ChartDocument,
  output: OutputExplanation,
  groups: readonly ValueGroup[],
  provenance: string,
): Markup {
  const { reachable } = output;
  if (reachable === null) return html``;
  const place = ulpAxis(output.exact);
  const marks = groups.flatMap(({ letter, decimal }) => {
    const errorUlp = place?.(Number(decimal));
    return errorUlp === undefined || !Number.isFinite(errorUlp) ? [] : [{ label: letter, errorUlp }];
  });
  return html`<section id="reachable"><h2>What any order could have given</h2>
<figure class="wide">${place !== undefined && reachableChart(document, reachable, marks, observedBands(output))}
<figcaption>${captionOf(reachable)} Dashed: the exact value. Shaded: all reals that print as a quoted number.
${provenance}; seed of the trees ${reachable.seed}.</figcaption></figure>
<div class="scroll"><table class="letters"><thead><tr><th></th><th>value</th><th>share of the trees</th><th>subjects</th>
</tr></thead><tbody>${groups.map((group) => keyRow(group, reachable))}</tbody></table></div></section>`;
}

function captionOf({ tried, distinct, smallest, largest, distribution }: Reachable): string {
  return `${formatCount(tried)} random summation trees of the same rounded products gave ${formatCount(distinct)} distinct binary32 results, from ${withInfinitySign(smallest)} to ${withInfinitySign(largest)} (${distribution}).`;
}

function keyRow(group: ValueGroup, { shares }: Reachable): Markup {
  const share = shares.find((one) => one.decimal === group.decimal)?.share;
  return html`<tr><td class="letter">${group.letter}</td><td class="mono">${withInfinitySign(group.shortest)}</td>
<td>${share === undefined ? 'not met' : formatShare(share)}</td>
<td class="subjects">${subjectList(group.subjects)}</td></tr>`;
}

/** Each quoted number, what it can be, and the subjects that print it. */
export function observedSection({ observed }: OutputExplanation): Markup {
  if (observed.length === 0) return html``;
  return html`<section id="quoted"><h2>The quoted numbers</h2><div class="cards">${observed.map(
    (one) => html`<article class="card"><h3 class="mono">${one.printed}</h3>
<p class="quiet">${one.name}</p><p>${one.answer} ${one.statement}</p>
<p>A binary32 number may print so: <b>${one.possibleBinary32 ? 'yes' : 'no'}</b>. Consistent
with:</p><div class="subjects">${
      one.consistentWith.length > 0 ? subjectList(one.consistentWith) : 'nothing here'
    }</div></article>`,
  )}</div></section>`;
}

/** Recipes that make two computations equal, each with how often it did. */
export function recipesSection(recipes: readonly Recipe[]): Markup {
  if (recipes.length === 0) return html``;
  return html`<section id="equal"><h2>Making them equal</h2><div class="scroll"><table class="recipes stack"><thead>
<tr><th>recipe</th><th>compared</th><th>equal, but for the sign of a zero</th><th>time ÷ plain loop</th><th>guarantee</th>
<th>with real engines</th></tr></thead><tbody>${recipes.map(
    (recipe) =>
      html`<tr><td><b>${recipe.name}</b></td><td>${recipe.ways[0]}<br>
<span class="quiet">against</span> ${recipe.ways[1]}</td>
<td class="nowrap">${formatCount(recipe.equal)} of ${formatCount(recipe.tried)}</td>
<td>${formatNumber(recipe.relativeTime)}</td><td>${recipe.guarantee}</td><td>${enginePairs(recipe.engines)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function enginePairs(pairs: readonly EnginePair[]): Markup {
  if (pairs.length === 0) return html`<span class="quiet">–</span>`;
  const least = pairs.reduce((best, pair) => (pair.equal / pair.tried < best.equal / best.tried ? pair : best));
  return html`<details class="small"><summary>${pairs.length} ${pairs.length === 1 ? 'pair' : 'pairs'},
${formatCount(least.equal)} of ${formatCount(least.tried)}${pairs.length > 1 && ' at least'}</summary><span class="mono">${pairs.map(
    ({ first, second, equal, tried }) => html`${first}, ${second}: ${formatCount(equal)} of ${formatCount(tried)}<br>`,
  )}</span></details>`;
}

import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { grouped } from '../text/layout.ts';
import { isOwn } from '../text/subject-names.ts';
import { claimAnchor } from './claim-outcome.ts';
import { html, type Markup } from './markup.ts';
import { leastRatio, type TermsAxes, termsAxes, termsAxesMarkup, termsChart } from './terms-chart.ts';

/** The largest error ÷ bound against the number of terms, one panel for each claim that has at least this many. */
const fewestTerms = 3;

/** Claims that engines of others are held to stand open, most sizes first; those of lastbit's algorithms are folded. */
export function boundCharts(rows: readonly CampaignRow[]): Markup {
  const sizesOf = (some: readonly CampaignRow[]): number => {
    const told = some.flatMap(({ attainedByTerms }) => Object.entries(attainedByTerms));
    return new Set(told.flatMap(([terms, ratio]) => (ratio > leastRatio ? [terms] : []))).size;
  };
  const panels = [...grouped(rows, ({ claim }) => claim)]
    .filter(([, some]) => sizesOf(some) >= fewestTerms)
    .sort(([, one], [, other]) => sizesOf(other) - sizesOf(one));
  if (panels.length === 0) return html``;
  const axes = termsAxes(panels.flatMap(([, some]) => some));
  const foreign = panels.filter(([, some]) => some.some((row) => !isOwn(row.subject) && sizesOf([row]) > 0));
  const own = panels.filter((panel) => !foreign.includes(panel));
  return html`<section id="bounds"><h2>How near to the bound, as sums grow</h2>${termsAxesMarkup(axes)}
${grid(foreign, axes)}${
  own.length > 0 &&
  html`<details><summary>${own.length} claims about algorithms of lastbit</summary>${grid(own, axes)}</details>`
}<p class="note">Largest error ÷ bound for each number of terms, both axes logarithmic, the same in every panel. Red
line: the bound. Ringed: the largest of all engines. Faint: algorithms of lastbit.</p></section>`;
}

function grid(panels: readonly (readonly [claim: string, rows: readonly CampaignRow[]])[], axes: TermsAxes): Markup {
  return html`<div class="panels">${panels.map(
    ([claim, rows]) =>
      html`<figure class="panel"><figcaption class="mono"><a href="#${claimAnchor(claim)}">${claim}</a></figcaption>${termsChart(rows, axes)}</figure>`,
  )}</div>`;
}

import type { Explanation } from '../explain/explanation.ts';
import { boundCharts } from './bound-charts.ts';
import { campaignSection, claimsSection } from './campaign-section.ts';
import { enginesSection } from './engines-section.ts';
import { explanationSection } from './explanation-section.ts';
import { findingsOf, findingsSection } from './findings-section.ts';
import { valueGroups } from './histogram-values.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page.ts';
import { observedSection, reachableSection, recipesSection } from './reachable-section.ts';
import { answer, headline } from './run-answer.ts';
import type { RunRecord } from './run-record.ts';
import { type ChartDocument, chartDocument } from './svg.ts';

/**
 * The report of one run as one HTML page. It needs no network, no script and no other file. The same record gives the
 * same text: charts are drawn in a fixed order, and the date is that of the record. All text from outside is escaped.
 */
export function renderReport(run: RunRecord): string {
  const document = chartDocument();
  const { explanation, campaign } = run;
  const provenance = `lastbit ${run.version} on ${run.machine.cpu}, seed ${run.seed}`;
  const findings = findingsOf(run);
  const defects = { name: 'defects', markup: findingsSection(findings) };
  const isNews = findings.some(({ state }) => state === 'new');
  const sections: readonly Section[] = [
    ...(isNews ? [defects] : []),
    ...(campaign === undefined
      ? []
      : [
          { name: 'every claim on every subject', markup: campaignSection(run, campaign, provenance) },
          { name: 'how near to the bounds', markup: boundCharts(campaign.rows) },
        ]),
    ...(isNews ? [] : [defects]),
    ...(explanation === undefined ? [] : explanationSections(document, explanation, provenance)),
    { name: 'claims', markup: claimsSection(run) },
    { name: 'engines and machine', markup: enginesSection(run) },
  ];
  const body = html`<header><p class="kicker">lastbit ${run.version} · ${run.date.slice(0, 10)} · seed ${run.seed}</p>
<h1>${headline(run)}</h1>${
    run.interrupted !== undefined && html`<p><strong class="bad">This run ended early:</strong> ${run.interrupted}</p>`
  }${answer(run)}${contents(sections)}</header>
<main>${sections.map(({ markup }) => markup)}</main>`;
  return pageText(`run with seed ${run.seed}`, body);
}

/** A section and its name in the contents of the page. */
interface Section {
  readonly name: string;
  readonly markup: Markup;
}

function explanationSections(
  document: ChartDocument,
  explanation: Explanation,
  provenance: string,
): readonly Section[] {
  const { output } = explanation;
  const groups = valueGroups(output.results);
  return [
    { name: 'who computed what', markup: explanationSection(explanation, output, groups) },
    { name: 'any order', markup: reachableSection(document, output, groups, provenance) },
    { name: 'the quoted numbers', markup: observedSection(output) },
    { name: 'making them equal', markup: recipesSection(output.recipes) },
  ];
}

/** A link to each section of the page. */
function contents(sections: readonly Section[]): Markup {
  const links = sections.flatMap(({ name, markup }) => {
    const id = /^<section id="([a-z]+)"/.exec(markup.markup)?.[1];
    return id === undefined ? [] : [html`<a href="#${id}">${name}</a> `];
  });
  return html`<nav>${links}</nav>`;
}

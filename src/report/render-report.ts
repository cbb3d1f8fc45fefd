import type { Explanation, OutputExplanation } from '../explain/explanation.ts';
import { campaignSection } from './campaign-section.ts';
import { type ChartDocument, chartDocument } from './chart-document.ts';
import { enginesSection } from './engines-section.ts';
import { explanationSection } from './explanation-section.ts';
import { findingsSection } from './findings-section.ts';
import { html, type Markup, trusted } from './markup.ts';
import { pageStyle } from './page-style.ts';
import { observedSection, reachableSection, recipesSection } from './reachable-section.ts';
import type { RunRecord } from './run-record.ts';
import { countText } from './short-number.ts';
import { valueGroups } from './value-groups.ts';

const mostOutputs = 3;

/**
 * The page of one run: one HTML text that needs no network, no script and no second file. The same record gives the same
 * text: charts are drawn in a fixed order, and the date is the record's. Everything that came from outside is escaped.
 */
export function renderReport(run: RunRecord): string {
  const document = chartDocument();
  const { explanation, campaign } = run;
  const provenance = `lastbit ${run.version} on ${run.machine.cpu}, seed ${run.seed}`;
  const body = html`<header><p class="kicker">lastbit ${run.version} · ${run.date.slice(0, 10)} · seed ${run.seed}</p>
<h1>Who computed what, and how near to the proven bound</h1><ul class="summary">${summaryOf(run).map((line) => html`<li>${line}</li>`)}</ul>${contents(run)}</header>
<main>${explanation?.outputs.slice(0, mostOutputs).map((output) => outputSections(document, explanation, output, provenance))}
${campaign !== undefined && campaignSection(campaign, provenance)}${findingsSection(document, run.findings)}${enginesSection(run)}</main>
<footer>Drawn from run.json beside this page.</footer>`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>lastbit run, seed ${run.seed}</title><style>${trusted(pageStyle)}</style></head><body>
${body}</body></html>
`.markup;
}

function outputSections(
  document: ChartDocument,
  explanation: Explanation,
  output: OutputExplanation,
  provenance: string,
): Markup {
  const groups = valueGroups(output.results);
  return html`${explanationSection(explanation, output, groups)}${reachableSection(document, output, groups, provenance)}${observedSection(output)}${recipesSection(output.recipes)}`;
}

function summaryOf(run: RunRecord): Markup[] {
  const { explanation, campaign, findings, engines } = run;
  const lines: Markup[] = [];
  if (run.interrupted !== undefined)
    lines.push(html`<strong class="bad">This run ended early:</strong> ${run.interrupted}`);
  const values = valueGroups(explanation?.outputs[0]?.results ?? []);
  if (values.length > 0) {
    const subjects = values.reduce((sum, group) => sum + group.subjects.length, 0);
    lines.push(
      html`<strong>${subjects}</strong> subjects computed the same sum and gave <strong>${values.length}</strong> different values.`,
    );
  }
  if (campaign !== undefined) {
    const violated = campaign.rows.filter((row) => row.verdict === 'violated').length;
    const rows = campaign.rows.filter((row) => row.verdict !== 'missing').length;
    lines.push(
      html`<strong>${countText(campaign.cases)}</strong> random cases: ${violated === 0 ? html`no violation beyond the recorded defects` : html`<strong class="bad">${violated} of ${rows} rows violated</strong>`}.`,
    );
  } else lines.push(html`No cases were run.`);
  const fresh = findings.filter((finding) => finding.state === 'new').length;
  const known = findings.filter((finding) => finding.state === 'known').length;
  const unseen = findings.length - fresh - known;
  if (findings.length > 0) {
    lines.push(
      html`Defects and counterexamples: <strong>${known}</strong> known, <strong class="${fresh > 0 ? 'bad' : ''}">${fresh}</strong> new, <strong>${unseen}</strong> recorded but not seen.`,
    );
  }
  const absent = engines.filter((engine) => engine.state !== 'ready');
  if (absent.length > 0)
    lines.push(
      html`Not taking part: ${absent.map((engine) => engine.engine).join(', ')} (<a href="#engines">why</a>).`,
    );
  return lines;
}

function contents({ explanation, campaign }: RunRecord): Markup {
  const parts: readonly (readonly [string, string])[] = [
    ...(explanation === undefined
      ? []
      : ([
          ['results', 'who computed what'],
          ['reachable', 'any order'],
          ['quoted', 'the quoted numbers'],
          ['equal', 'making them equal'],
        ] as const)),
    ...(campaign === undefined ? [] : ([['campaign', 'how near to the bound']] as const)),
    ['findings', 'defects'],
    ['engines', 'engines and machine'],
  ];
  return html`<nav>${parts.map(([id, name]) => html`<a href="#${id}">${name}</a> `)}</nav>`;
}

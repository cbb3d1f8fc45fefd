import type { Explanation } from '../explain/explanation.ts';
import { campaignSection } from './campaign-section.ts';
import { type ChartDocument, chartDocument } from './chart-document.ts';
import { claimPage } from './claim-page.ts';
import { claimPath } from './claim-path.ts';
import { enginesSection } from './engines-section.ts';
import { explanationSection } from './explanation-section.ts';
import { findingsSection } from './findings-section.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page-text.ts';
import { observedSection, reachableSection, recipesSection } from './reachable-section.ts';
import type { RunRecord } from './run-record.ts';
import { countText } from './short-number.ts';
import { valueGroups } from './value-groups.ts';

/** A file of the report, by its path in the report's folder. */
export interface ReportPage {
  readonly path: string;
  readonly text: string;
}

/**
 * The pages of one run: an index, and a page for each claim. None needs the network or a script, and each can be read alone. The same
 * record gives the same texts: charts are drawn in a fixed order, and the date is the record's. Everything that came from outside is escaped.
 */
export function renderReport(run: RunRecord): readonly ReportPage[] {
  const document = chartDocument();
  return [
    { path: 'index.html', text: indexPage(document, run) },
    ...run.claims.map((claim) => ({ path: claimPath(claim.id), text: claimPage(document, run, claim) })),
  ];
}

function indexPage(document: ChartDocument, run: RunRecord): string {
  const { explanation, campaign } = run;
  const provenance = `lastbit ${run.version} on ${run.machine.cpu}, seed ${run.seed}`;
  const body = html`<header><p class="kicker">lastbit ${run.version} · ${run.date.slice(0, 10)} · seed ${run.seed}</p>
<h1>Who computed what, and how near to the proven bound</h1><ul class="summary">${summaryOf(run).map((line) => html`<li>${line}</li>`)}</ul>${contents(run)}</header>
<main>${explanation !== undefined && outputSections(document, explanation, provenance)}
${campaign !== undefined && campaignSection(campaign, run.claims, provenance)}${findingsSection(document, run.findings)}${enginesSection(run)}</main>`;
  return pageText(`run with seed ${run.seed}`, body);
}

function outputSections(document: ChartDocument, explanation: Explanation, provenance: string): Markup {
  const { output } = explanation;
  const groups = valueGroups(output.results);
  return html`${explanationSection(explanation, output, groups)}${reachableSection(document, output, groups, provenance)}${observedSection(output)}${recipesSection(output.recipes)}`;
}

function summaryOf(run: RunRecord): Markup[] {
  const { explanation, campaign, findings, engines } = run;
  const lines: Markup[] = [];
  if (run.interrupted !== undefined)
    lines.push(html`<strong class="bad">This run ended early:</strong> ${run.interrupted}`);
  const values = valueGroups(explanation?.output.results ?? []);
  if (values.length > 0) {
    const subjects = values.reduce((sum, group) => sum + group.subjects.length, 0);
    lines.push(
      html`<strong>${subjects}</strong> subjects computed the same sum and gave <strong>${values.length}</strong> different values.`,
    );
  }
  if (campaign !== undefined) {
    const violated = campaign.rows.filter((row) => row.alarm).length;
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

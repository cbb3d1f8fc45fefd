import type { CampaignResult } from '../fuzz/campaign-records.ts';
import { grouped } from '../text/layout.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import { isOwn } from '../text/subject-names.ts';
import { claimOutcome, outcomes } from './claim-outcome.ts';
import { axesOf, type ClaimInRun, claimSection, panelsNote } from './claim-section.ts';
import { counterexamplesOnPage, findingsOf } from './findings-section.ts';
import { heatByEngine, heatLegend, heatMap } from './heat-map.ts';
import { html, type Markup } from './markup.ts';
import { ratioAxesMarkup } from './ratio-chart.ts';
import type { RunRecord } from './run-record.ts';
import { formulaText } from './words.ts';

/** The verdict of every claim on every subject, at a glance. */
export function campaignSection(run: RunRecord, campaign: CampaignResult, provenance: string): Markup {
  const subjects = [...new Set(campaign.rows.map(({ subject }) => subject))];
  const own = subjects.filter(isOwn);
  // A subject without an engine is a formula or a loop of one claim, and stands there.
  const loops = subjects.filter((subject) => !subject.includes('/'));
  const foreign = subjects.filter((subject) => !own.includes(subject) && !loops.includes(subject));
  const counterexampleOf = counterexamplesOnPage(findingsOf(run));
  return html`<section id="campaign"><h2>Every claim on every subject</h2>
<p>${formatCount(campaign.cases)} cases, ${formatCount(campaign.checked)} verdicts on a subject and a case, in
${formatNumber(campaign.elapsedMs / 1000)} s. The darker, the nearer to the bound; under the pointer, error ÷ bound. A striped or red cell leads to its counterexample.</p>
${heatLegend}${foreign.length > 0 && heatByEngine(campaign.rows, foreign, counterexampleOf)}${
  own.length > 0 &&
  html`<details><summary>${own.length} algorithms of lastbit</summary>${heatMap(campaign.rows, own, counterexampleOf)}</details>`
}<p class="note">${
    loops.length > 0 &&
    html`Formulas and loops of one claim each, ${loops.length}: see <a href="#claims">the claims</a>. `
  }${provenance}.</p></section>`;
}

/** All claims, folded: violated ones first, those that were not tried last. */
export function claimsSection(run: RunRecord): Markup {
  const { claims, campaign } = run;
  const drawn = findingsOf(run);
  const told = claims.map((claim) => ({
    claim,
    rows: campaign?.rows.filter((row) => row.claim === claim.id) ?? [],
    findings: drawn.filter(({ entry }) => entry.claim === claim.id),
  }));
  const place = ({ claim, rows }: ClaimInRun): number => outcomes.indexOf(claimOutcome(claim, rows).outcome);
  const shared = sharedSymbols(claims);
  const sorted = told.toSorted((one, other) => place(one) - place(other));
  return html`<section id="claims"><h2>The claims</h2>${panelsNote}${ratioAxesMarkup(sorted.flatMap(axesOf))}${
    shared.length > 0 && html`<p class="note">In all formulas: ${formulaText(shared.join('; '))}.</p>`
  }${sorted.map((one) => claimSection(one, shared))}</section>`;
}

/** Meanings that many claims share, and that no claim gives another symbol of this name: they stand once. */
function sharedSymbols(claims: RunRecord['claims']): readonly string[] {
  const all = claims.flatMap(({ symbols }) => symbols?.split('; ') ?? []);
  const symbolOf = (meaning: string): string => meaning.split(' ')[0]!;
  const meanings = grouped([...new Set(all)], symbolOf);
  return [...grouped(all, (meaning) => meaning)].flatMap(([meaning, uses]) =>
    uses.length >= 8 && meanings.get(symbolOf(meaning))!.length === 1 ? [meaning] : [],
  );
}

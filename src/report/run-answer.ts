import type { CampaignResult } from '../fuzz/campaign-records.ts';
import { places } from '../places/places.ts';
import { campaignAnswer } from '../text/campaign-answer.ts';
import { queueLines } from '../text/campaign-queue.ts';
import { coverageLines } from '../text/coverage-lines.ts';
import { counted, formatCount } from '../text/numbers.ts';
import { savedLines } from '../text/saved-failures.ts';
import { type Outcome, outcomeCounts } from './claim-outcome.ts';
import { findingsOf } from './findings-section.ts';
import { valueGroups } from './histogram-values.ts';
import { html, type Markup } from './markup.ts';
import type { RunRecord } from './run-record.ts';

/** The result of a run as a short headline. */
export function headline(run: RunRecord): string {
  const violated = outcomeCounts(run).violated;
  const fresh = findingsOf(run).filter(({ state }) => state === 'new').length;
  if (violated > 0) return `${counted(violated, 'claim')} violated`;
  if (fresh > 0) return `${counted(fresh, 'new counterexample')}`;
  if (run.campaign === undefined) return 'No cases were run';
  if (run.campaign.verdict.judged === 0) return 'Nothing was judged';
  if (run.campaign.verdict.unexpected.length > 0) return 'The run failed';
  return 'Nothing new is violated';
}

/** What was run, what holds, what is violated and what is new, in a few short sentences. */
export function answer(run: RunRecord): Markup {
  const { campaign, command, seed } = run;
  const findings = findingsOf(run);
  const counts = outcomeCounts(run);
  const subjects = new Set(campaign?.rows.flatMap((row) => (row.verdict === 'missing' ? [] : [row.subject]))).size;
  const told: readonly (readonly [Outcome, one: string, many: string])[] = [
    ['holds', 'holds', 'hold'],
    ['known-defect', 'meets a known defect', 'meet known defects'],
    ['refuted', 'false belief is refuted again', 'false beliefs are refuted again'],
    ['not-so', 'is not so on every subject', 'are not so on every subject'],
    ['undecided', 'is undecided', 'are undecided'],
  ];
  const parts = told.flatMap(([outcome, one, many]) =>
    counts[outcome] === 0 ? [] : [`${counts[outcome]} ${counts[outcome] === 1 ? one : many}`],
  );
  const fresh = findings.filter(({ state }) => state === 'new').length;
  const known = findings.filter(({ state }) => state === 'known').length;
  const unseen = findings.length - fresh - known;
  return html`<p class="answer">${
    campaign === undefined
      ? 'No cases were run.'
      : html`<code>${command}</code> checked ${formatCount(subjects)} subjects on ${formatCount(campaign.cases)} random cases, seed ${seed}. Of the claims that it tried, ${parts.join(', ')}, and ${
          counts.violated === 0 ? 'none is violated' : html`<strong class="bad">${counts.violated} violated</strong>`
        } beyond the recorded defects.`
  } ${
    findings.length > 0 &&
    html`<a href="#findings">Defects and counterexamples</a>: <strong class="${fresh > 0 && 'bad'}">${fresh} new</strong>, ${known} known, ${unseen} recorded but not seen.`
  }</p>${
    campaign !== undefined &&
    campaign.verdict.unexpected.length > 0 &&
    html`<p><strong class="bad">${campaignAnswer(campaign)}</strong></p>`
  }${campaign !== undefined && queueNews(campaign)}${(campaign?.saved ?? []).map(
    (one) => html`<p>${savedLines(one, { corpus: places.corpus, engines: {} })[0]}</p>`,
  )}${campaign !== undefined && faultsAndCoverage(campaign)}${answerToExplanation(run)}${absentees(run)}`;
}

/** How much of a campaign of many machines is done, and what keeps it from being green. */
function queueNews({ jobs: { queued, notReplayed } }: CampaignResult): Markup | false {
  if (queued === undefined) return false;
  const [first, ...news] = queueLines(queued, notReplayed);
  return html`<p>${first}</p>${news.length > 0 && html`<ul>${news.map((text) => html`<li>${text.trim()}</li>`)}</ul>`}`;
}

/** Each fault with the guesses at it, and which shapes were covered. */
function faultsAndCoverage({ faults, coverage }: CampaignResult): Markup {
  const items = faults.map(
    ({ subject, claims, guesses }) =>
      html`<li><strong class="bad">${subject}</strong> violates ${claims.join(', ')}. ${
        guesses.length > 0 && html`A guess: ${guesses.join('; ')}.`
      }</li>`,
  );
  const covered = coverageLines(coverage).join(' ');
  return html`${items.length > 0 && html`<ul>${items}</ul>`}${covered !== '' && html`<p>${covered}</p>`}`;
}

function answerToExplanation({ explanation }: RunRecord): Markup | false {
  const values = valueGroups(explanation?.output.results ?? []);
  if (values.length === 0) return false;
  const subjects = values.reduce((sum, group) => sum + group.subjects.length, 0);
  return html`<p>${subjects} subjects computed the <a href="#results">same sum</a> and gave ${values.length} different values.</p>`;
}

function absentees({ engines }: RunRecord): Markup | false {
  const absent = engines.filter(({ state }) => state !== 'ready').map(({ engine }) => engine);
  return absent.length > 0 && html`<p>Not taking part: ${absent.join(', ')} (<a href="#engines">why</a>).</p>`;
}

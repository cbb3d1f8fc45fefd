import type { CampaignResult } from '../fuzz/campaign-records.ts';
import { places } from '../places/places.ts';
import { campaignAnswer } from '../text/campaign-answer.ts';
import { queueLines } from '../text/campaign-queue.ts';
import { coverageLines } from '../text/coverage-lines.ts';
import { grouped } from '../text/layout.ts';
import { counted, formatCount } from '../text/numbers.ts';
import { savedLines } from '../text/saved-failures.ts';
import { subjectNames } from '../text/subject-names.ts';
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

/** What was run, what holds, what is violated and what is new: the counts, and a few short sentences. */
export function answer(run: RunRecord): Markup {
  const { campaign, command, seed } = run;
  return html`${
    campaign === undefined
      ? html`<p class="answer">No cases were run.</p>`
      : html`<p class="answer"><code>${command}</code> checked ${counted(subjectsOf(campaign), 'subject')} on ${counted(campaign.cases, 'random case')}, seed ${seed}, and gave ${counted(campaign.checked, 'verdict')} by exact arithmetic.</p>`
  }${tiles(run)}${
    campaign !== undefined &&
    campaign.verdict.unexpected.length > 0 &&
    html`<p><strong class="bad">${campaignAnswer(campaign)}</strong></p>`
  }${campaign !== undefined && queueNews(campaign)}${(campaign?.saved ?? []).map(
    (one) => html`<p>${savedLines(one, { corpus: places.corpus, engines: {} })[0]}</p>`,
  )}${campaign !== undefined && faultList(campaign)}${answerToExplanation(run)}${absentees(run)}${campaign !== undefined && covered(campaign)}`;
}

function subjectsOf({ rows }: CampaignResult): number {
  return new Set(rows.flatMap((row) => (row.verdict === 'missing' ? [] : [row.subject]))).size;
}

/** The counts that a reader looks for first, what is new before what is known. */
function tiles(run: RunRecord): Markup | false {
  const findings = findingsOf(run);
  if (run.campaign === undefined && findings.length === 0) return false;
  const counts = outcomeCounts(run);
  const fresh = findings.filter(({ state }) => state === 'new').length;
  const known = findings.filter(({ state }) => state === 'known').length;
  const unseen = findings.length - fresh - known;
  const told: readonly (readonly [count: number, text: string, target: string, look: string])[] = [
    [fresh, fresh === 1 ? 'new counterexample' : 'new counterexamples', 'findings', fresh > 0 ? 'bad' : 'good'],
    [
      counts.violated,
      counts.violated === 1 ? 'claim violated' : 'claims violated',
      'claims',
      counts.violated > 0 ? 'bad' : 'good',
    ],
    ...(run.campaign === undefined ? [] : outcomeTiles(counts)),
    ...(known > 0 ? [[known, known === 1 ? 'known defect' : 'known defects', 'findings', ''] as const] : []),
    ...(unseen > 0 ? [[unseen, 'recorded, but not seen', 'findings', ''] as const] : []),
  ];
  return html`<ul class="tiles">${told.map(
    ([count, text, target, look]) =>
      html`<li><a href="#${target}"><strong${look !== '' && html` class="${look}"`}>${formatCount(count)}</strong> ${text}</a></li>`,
  )}</ul>`;
}

function outcomeTiles(
  counts: Readonly<Record<Outcome, number>>,
): readonly (readonly [number, string, string, string])[] {
  const told: readonly (readonly [Outcome, one: string, many: string])[] = [
    ['holds', 'claim holds', 'claims hold'],
    ['known-defect', 'claim meets a known defect', 'claims meet known defects'],
    ['refuted', 'false belief refuted again', 'false beliefs refuted again'],
    ['not-so', 'claim not so on every subject', 'claims not so on every subject'],
    ['undecided', 'claim undecided', 'claims undecided'],
  ];
  return told.flatMap(([outcome, one, many]) =>
    counts[outcome] === 0 ? [] : [[counts[outcome], counts[outcome] === 1 ? one : many, 'claims', ''] as const],
  );
}

/** How much of a campaign of many machines is done, and what keeps it from being green. */
function queueNews({ jobs: { queued, notReplayed } }: CampaignResult): Markup | false {
  if (queued === undefined) return false;
  const [first, ...news] = queueLines(queued, notReplayed);
  return html`<p>${first}</p>${news.length > 0 && html`<ul>${news.map((text) => html`<li>${text.trim()}</li>`)}</ul>`}`;
}

/**
 * Each fault with the guesses at it. Subjects with the same fault share a line. What breaks no proven claim is folded:
 * it is no alarm.
 */
function faultList({ faults, rows }: CampaignResult): Markup | false {
  if (faults.length === 0) return false;
  const isAlarm = ({ subject, claims }: FaultReport): boolean =>
    claims.some((claim) => rows.find((row) => row.claim === claim && row.subject === subject)?.alarm !== false);
  const loud = faults.filter(isAlarm);
  const quiet = faults.filter((fault) => !loud.includes(fault));
  return html`${loud.length > 0 && html`<ul>${faultItems(loud, 'bad', 'violates')}</ul>`}${
    quiet.length > 0 &&
    html`<details><summary>What else is not so, and breaks no proven claim: ${counted(quiet.length, 'subject')}</summary><ul>${faultItems(quiet, 'mark', 'does not keep')}</ul></details>`
  }`;
}

type FaultReport = CampaignResult['faults'][number];

function faultItems(faults: readonly FaultReport[], look: string, verb: string): readonly Markup[] {
  const alike = grouped(faults, ({ claims, guesses }) => JSON.stringify([claims, guesses]));
  return [...alike.values()].map((some) => {
    const { claims, guesses } = some[0]!;
    return html`<li><strong class="${look}">${subjectNames(some.map(({ subject }) => subject))}</strong> ${verb} ${claims.join(', ')}. ${
      guesses.length > 0 && html`A guess: ${guesses.join('; ')}.`
    }</li>`;
  });
}

/** Which shapes were covered, folded. */
function covered({ coverage }: CampaignResult): Markup | false {
  const text = coverageLines(coverage).join(' ');
  return text !== '' && html`<details><summary>What the cases covered, and what not</summary><p>${text}</p></details>`;
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

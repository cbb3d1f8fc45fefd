import { shortId } from '../queue/canonical.ts';
import { quarantinedReport } from '../queue/gather.ts';
import type { Quarantined } from '../queue/records.ts';
import { type CampaignState, isDone, isUnserved, type WatchedFinding } from '../queue/state.ts';
import { culpritText, disagreementText } from '../text/campaign-queue.ts';
import { dateText, durationText } from '../text/campaign-state.ts';
import { counterexampleHead } from '../text/counterexample.ts';
import { counted, formatCount, formatNumber } from '../text/numbers.ts';
import { html, type Markup, trusted } from './markup.ts';

/** The commands that the page names. */
export interface WatchCommands {
  readonly replay: (finding: WatchedFinding) => string;
  readonly reproduce: (quarantined: Quarantined) => string;
}

/** The parts of the page, by the id of the element that holds each. */
export type WatchParts = Readonly<Record<(typeof partNames)[number], string>>;

export const partNames = ['head', 'trouble', 'findings', 'workers', 'worst'] as const;

/** Each part of the page as HTML. All text from the broker is escaped. */
export function watchParts(state: CampaignState, commands: WatchCommands): WatchParts {
  return {
    head: headPart(state).markup,
    trouble: troublePart(state, commands).markup,
    workers: workersPart(state).markup,
    findings: section('Counterexamples', findingsPart(state.findings, commands)).markup,
    worst: section('Largest error ÷ bound that holds', worstPart(state)).markup,
  };
}

const section = (title: string, body: Markup): Markup => html`<section><h2>${title}</h2>${body}</section>`;

function headPart(state: CampaignState): Markup {
  const { campaign, jobs, cases, casesPerSecond, secondsLeft, read } = state;
  const { done, of, active, waiting, quarantined } = jobs;
  const share = (count: number): string => `${((100 * count) / Math.max(1, of)).toFixed(2)}%`;
  const facts: readonly (readonly [name: string, text: string])[] = [
    ['done', `${formatCount(done)} of ${formatCount(of)}`],
    ['active', formatCount(active)],
    ['waiting', formatCount(waiting)],
    ['quarantined', formatCount(quarantined)],
    ['cases', `${formatCount(cases)}${read < done ? ` in ${formatCount(read)} results` : ''}`],
    ['cases/s', formatCount(Math.round(casesPerSecond))],
    ['left', isDone(state) ? 'nothing' : secondsLeft === null ? 'not known' : `about ${durationText(secondsLeft)}`],
  ];
  return html`<p class="kicker">campaign ${shortId(campaign.id)} · seed ${campaign.seed} · added ${dateText(campaign.added)}</p>
<h1>${headlineOf(state)}</h1>
<div class="track" role="img" aria-label="${formatCount(done)} of ${counted(of, 'job')} done"><i class="made" style="width:${share(done)}"></i><i class="busy" style="width:${share(active)}"></i><i class="given" style="width:${share(quarantined)}"></i></div>
<dl class="facts">${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`;
}

function headlineOf(state: CampaignState): string {
  const { jobs, findings } = state;
  const found = findings.length === 0 ? '' : `, ${counted(findings.length, 'counterexample')}`;
  if (isDone(state)) return `${jobs.quarantined === 0 ? 'All jobs are done' : 'No job is left'}${found}`;
  if (isUnserved(state)) return `No worker serves the queue${found}`;
  return `${Math.floor((100 * jobs.done) / Math.max(1, jobs.of))} % done${found}`;
}

/** What keeps the campaign from being green, besides counterexamples. */
function troublePart(state: CampaignState, { reproduce }: WatchCommands): Markup {
  const { quarantined, disagreements, unreadable } = state;
  const unserved = isUnserved(state);
  if (!unserved && quarantined.length + disagreements.length + unreadable.length === 0) return html``;
  const body = html`${
    unserved &&
    html`<p><strong class="bad">No worker serves queue ${state.campaign.queue}.</strong> Start one: <code>npx lastbit campaign work</code></p>`
  }${quarantined.map((each) => {
    const one = quarantinedReport(each, reproduce(each));
    const { reasons, stderr } = one;
    return html`<article class="finding fresh"><h3>Quarantined: ${culpritText(one)}</h3>
<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>${
      stderr.trim() !== '' && html`<pre>${trusted(stderr.trimEnd().split('\n').map(escapedLine).join('\n'))}</pre>`
    }<p class="command"><code>${one.reproduce}</code></p></article>`;
  })}${disagreements.map((one) => html`<p class="bad">Not reproducible: ${disagreementText(one)}</p>`)}${unreadable.map(
    (because) => html`<p class="bad">A result cannot be read: ${because}</p>`,
  )}`;
  return section('Trouble', body);
}

/** `html` shows a line break as \n, and here it may stay. */
const escapedLine = (text: string): string => html`${text}`.markup;

function workersPart(state: CampaignState): Markup {
  const { workers, campaign } = state;
  const { lastbit, architecture, subjects } = campaign.ability;
  const rows = workers.map(
    ({ id, host, jobs, done, cases, casesPerSecond, machine, since }) =>
      html`<tr><td class="mono">${id.slice(0, 12)}</td><td data-name="host">${host}</td><td class="number" data-name="jobs at once">${formatCount(jobs)}</td><td class="number" data-name="done">${formatCount(done)}</td><td class="number" data-name="cases">${formatCount(cases)}</td><td class="number" data-name="cases/s">${formatNumber(casesPerSecond)}</td><td data-name="processor">${machine.processor}</td><td data-name="since">${dateText(since)}</td></tr>`,
  );
  const table = html`<div class="scroll"><table class="stack watch"><thead><tr><th>worker</th><th>host</th><th class="number">jobs at once</th><th class="number">done</th><th class="number">cases</th><th class="number">cases/s</th><th>processor</th><th>since</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return section(
    'Workers',
    html`<p class="note">Queue ${campaign.queue}: lastbit ${lastbit}, ${architecture}, ${counted(subjects.length, 'subject')}. <a href="/jobs">Its jobs</a></p>${
      workers.length === 0 ? html`<p class="quiet">None.</p>` : table
    }`,
  );
}

function findingsPart(findings: readonly WatchedFinding[], { replay }: WatchCommands): Markup {
  if (findings.length === 0) return html`<p class="quiet">None so far.</p>`;
  return html`${findings.map((finding) => {
    const [title = ''] = counterexampleHead(finding.entry, null, '');
    const { minimal, range } = finding;
    return html`<article class="finding fresh"><h3>${title}</h3><p class="note">range ${range}${
      !minimal && ', not minimised to the end'
    }</p><p class="command"><code>${replay(finding)}</code></p></article>`;
  })}`;
}

function worstPart({ worst }: CampaignState): Markup {
  if (worst.length === 0) return html`<p class="quiet">None so far.</p>`;
  const rows = worst.map(
    ({ claim, subject, ratio, range }) =>
      html`<tr><td class="mono">${claim}</td><td class="mono" data-name="subject">${subject}</td><td class="number" data-name="error ÷ bound">${ratio.toFixed(4)}</td><td class="number" data-name="range">${formatCount(range)}</td></tr>`,
  );
  return html`<div class="scroll"><table class="stack watch"><thead><tr><th>claim</th><th>subject</th><th class="number">error ÷ bound</th><th class="number">range</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

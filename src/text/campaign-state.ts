import { line } from '../errors/printable.ts';
import { shortId } from '../queue/canonical.ts';
import type { LivingWorker } from '../queue/records.ts';
import { type CampaignState, isDone, isUnserved, type LargestRatio } from '../queue/state.ts';
import { tableLines } from './layout.ts';
import { counted, formatCount, formatNumber } from './numbers.ts';

/** `40 s`, `6 min`, `2 h 10 min`, `3 d 4 h`. */
export function durationText(seconds: number): string {
  const [minutes, hours] = [Math.round(seconds / 60), Math.floor(Math.round(seconds / 60) / 60)];
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (minutes < 60) return `${minutes} min`;
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = `${Math.floor(hours / 24)} d`;
  return hours % 24 === 0 ? days : `${days} ${hours % 24} h`;
}

/** How far a campaign is, in one line. */
export function stateLine(state: CampaignState): string {
  const { jobs, cases, casesPerSecond, secondsLeft, workers, findings, worst, read } = state;
  const [largest] = worst;
  return [
    `${formatCount(jobs.done)} of ${counted(jobs.of, 'job')} done`,
    `${formatCount(jobs.active)} active`,
    `${formatCount(jobs.waiting)} waiting`,
    ...(jobs.quarantined === 0 ? [] : [`${formatCount(jobs.quarantined)} QUARANTINED`]),
    isUnserved(state) ? 'NO WORKER' : counted(workers.length, 'worker'),
    `${formatCount(cases)} cases`,
    `${formatCount(Math.round(casesPerSecond))} cases/s`,
    ...(secondsLeft === null || isDone(state) ? [] : [`about ${durationText(secondsLeft)} left`]),
    ...(read < jobs.done ? [`${formatCount(read)} results read`] : []),
    ...(largest === undefined ? [] : [largestText(largest)]),
    ...(findings.length === 0 ? [] : [counted(findings.length, 'counterexample')]),
  ].join(' · ');
}

export const largestText = ({ claim, subject, ratio }: LargestRatio): string =>
  `largest error ÷ bound that holds ${ratio.toFixed(4)} (${claim} by ${subject})`;

const barWidth = 30;

/** The live screen of `watch`: what the campaign is, how far it is, and who works on it. */
export function screenLines(state: CampaignState, width?: number): readonly string[] {
  const { campaign, jobs, cases, casesPerSecond, secondsLeft, workers, worst, findings, read } = state;
  const [largest] = worst;
  const filled = Math.round((barWidth * jobs.done) / Math.max(1, jobs.of));
  const label = (name: string, text: string): string => line`${name.padEnd(9)} ${text}`;
  const rate = `${formatCount(Math.round(casesPerSecond))} cases/s`;
  const left = secondsLeft === null || isDone(state) ? '' : `, about ${durationText(secondsLeft)} left`;
  const unread = read < jobs.done ? ` in the ${formatCount(read)} results read so far` : '';
  return [
    label('campaign', `${shortId(campaign.id)}, seed ${campaign.seed}, added ${dateText(campaign.added)}`),
    label('jobs', `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${countsText(state)}`),
    label('cases', `${formatCount(cases)} judged${unread}, ${rate}${left}`),
    ...(largest === undefined ? [] : [label('worst', largestText(largest))]),
    label('found', `${counted(findings.length, 'counterexample')}${newsText(state)}`),
    label('queue', queueText(state)),
    ...tableLines(workerColumns, workers, { width, indent: 2 }).slice(workers.length === 0 ? 1 : 0),
  ];
}

function countsText({ jobs }: CampaignState): string {
  const { of, done, active, waiting, quarantined } = jobs;
  const given = quarantined === 0 ? '' : `, ${formatCount(quarantined)} QUARANTINED`;
  const left = `${formatCount(active)} active, ${formatCount(waiting)} waiting${given}`;
  return `${formatCount(done)} of ${formatCount(of)} done, ${left}`;
}

/** What makes the campaign fail besides counterexamples. */
function newsText({ disagreements, unreadable }: CampaignState): string {
  return [
    ...(disagreements.length === 0 ? [] : [`, ${counted(disagreements.length, 'DISAGREEMENT')}`]),
    ...(unreadable.length === 0 ? [] : [`, ${counted(unreadable.length, 'UNREADABLE result')}`]),
  ].join('');
}

/** The queue, what a worker must have for it, and whether anybody serves it. */
export function queueText(state: CampaignState): string {
  const { queue, ability } = state.campaign;
  const { lastbit, architecture, subjects } = ability;
  const needs = `lastbit ${lastbit}, ${architecture}, ${counted(subjects.length, 'subject')}`;
  if (isUnserved(state)) return `NO WORKER serves ${queue}; \`lastbit campaign work\` starts one (${needs})`;
  return `${queue} (${needs}): ${counted(state.workers.length, 'worker')}`;
}

const workerColumns = [
  { title: 'worker', align: 'left', cell: ({ id }: LivingWorker) => id.slice(0, 12) },
  { title: 'host', align: 'left', cell: ({ host }: LivingWorker) => host },
  { title: 'at once', align: 'right', cell: ({ jobs }: LivingWorker) => formatCount(jobs) },
  { title: 'done', align: 'right', cell: ({ done }: LivingWorker) => formatCount(done) },
  { title: 'cases', align: 'right', cell: ({ cases }: LivingWorker) => formatCount(cases) },
  { title: 'cases/s', align: 'right', cell: ({ casesPerSecond }: LivingWorker) => formatNumber(casesPerSecond) },
  { title: 'processor', align: 'left', cell: ({ machine }: LivingWorker) => machine.processor },
] as const;

/** An ISO date to the minute. */
export const dateText = (date: string): string => `${date.slice(0, 16).replace('T', ' ')} UTC`;

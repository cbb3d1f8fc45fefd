import type { EngineStatistics } from '../engines/engine.ts';
import type { CampaignResult, CampaignRow, RowVerdict, Unexpected } from '../fuzz/campaign-records.ts';
import { counted, formatCount } from './numbers.ts';

export const verdictWords: Record<RowVerdict, string> = {
  holds: 'holds',
  violated: 'VIOLATED',
  'known-defect': 'known defect',
  vacuous: 'vacuous',
  failed: 'FAILED',
  missing: 'missing',
};

/** What the run says as a whole, in a few sentences. */
export function campaignAnswer(result: CampaignResult): string {
  const { verdict, rows, defects, engines, saved } = result;
  const { judged, unexpected } = verdict;
  const pairs = counted(judged, 'pair of claim and subject', 'pairs of claim and subject');
  const known = defects.filter(({ hits, shows }) => hits > 0 || shows === true).length;
  const defectsText = known === 0 ? '' : `, ${counted(known, 'known defect')} still there`;
  const fixed = saved.filter(({ state }) => state === 'fixed').length;
  const fixedText = fixed === 0 ? '' : ` FIXED: ${counted(fixed, 'saved failure')}.`;
  if (unexpected.length === 0)
    return `Nothing unexpected: ${pairs} judged${defectsText}.${fixedText}${declinedText(rows)}`;
  const silent = silentSubjects(result);
  if (silent.length > 0) {
    const because = rows.find(({ verdict }) => verdict === 'failed')?.because ?? 'it gave no answer';
    const saved = unexpected.filter(({ kind }) => kind !== 'unreliable' && kind !== 'nothing-judged');
    const first = `Nothing was judged: ${new Intl.ListFormat('en').format(silent)} failed every time: ${because}.`;
    return [first, ...saved.flatMap((one) => otherText(one, engines) ?? [])].join(' ');
  }
  const alarms = rows.filter(({ alarm }) => alarm);
  const named = alarms
    .slice(0, mostAlarms)
    .map(({ claim, subject, verdict }) => `${claim} by ${subject} (${verdictWords[verdict]})`);
  const rest = alarms.length > mostAlarms ? ` and ${alarms.length - mostAlarms} more` : '';
  const where = judged === 0 ? '' : ` in ${formatCount(alarms.length)} of ${pairs} judged`;
  const others = unexpected.flatMap((one) => otherText(one, engines) ?? []);
  return [...(alarms.length === 0 ? [] : [`Unexpected${where}: ${named.join(', ')}${rest}.`]), ...others].join(' ');
}

/** The subjects of a run in which nothing was judged because each failed on every claim: a table would repeat it. */
export function silentSubjects({ verdict, rows }: CampaignResult): readonly string[] {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const hasFailed = (subject: string): boolean =>
    rows.some((row) => row.subject === subject && row.verdict === 'failed');
  return verdict.judged === 0 && subjects.every(hasFailed) ? subjects : [];
}

/** What is unexpected apart from rows of the table. */
function otherText(one: Unexpected, engines: CampaignResult['engines']): string | undefined {
  if (one.kind === 'unreliable') {
    const found = engines.find(({ engine }) => engine === one.engine);
    return found === undefined ? undefined : `${engineText(found)}.`;
  }
  if (one.kind === 'still-fails') return `${one.subject} still fails a saved case of ${one.claim}.`;
  if (one.kind === 'regression') return `REGRESSION: ${one.subject} fails a case of ${one.claim} that was fixed.`;
  if (one.kind === 'not-replayed') return `A saved case of ${one.claim} by ${one.subject} was not replayed.`;
  if (one.kind === 'not-written') return `A counterexample to ${one.claim} by ${one.subject} could not be written.`;
  if (one.kind === 'not-shown')
    return `A counterexample to ${one.claim} by ${one.subject} does not show again on this machine.`;
  if (one.kind === 'lost' || one.kind === 'missing' || one.kind === 'quarantined') return `${one.because}.`;
  if (one.kind === 'not-reproducible') return `NOT REPRODUCIBLE: ${one.because}.`;
  if (one.kind === 'unreadable') return `A file of the corpus could not be read: ${one.because}.`;
  return one.kind === 'nothing-judged' ? `Nothing was judged: ${one.because}.` : undefined;
}

/** How an engine failed to answer, and how often. */
export function engineText({
  engine,
  restarts,
  requests,
  declined,
  retried,
  lost,
  lastFault,
}: EngineStatistics): string {
  const asked = counted(requests + declined, 'answer');
  const batches = `${counted(retried, 'batch', 'batches')} asked again, ${formatCount(lost)} lost`;
  const why = lastFault ?? 'no reason given';
  return `${engine} was restarted ${counted(restarts, 'time')} for ${asked} (${batches}): ${why}`;
}

/** The same in a few words, for the last line. */
export function shortAnswer({ unexpected }: CampaignResult['verdict']): string {
  const kinds = [...new Set(unexpected.map(({ kind }) => kind))];
  const textOf = (kind: Unexpected['kind']): string =>
    kind === 'nothing-judged'
      ? 'nothing judged'
      : `${formatCount(unexpected.filter((one) => one.kind === kind).length)} ${kind.replace('-', ' ')}`;
  return unexpected.length === 0 ? 'Nothing unexpected.' : `UNEXPECTED: ${kinds.map(textOf).join(', ')}.`;
}

/** A subject that declined more cases than it computed was hardly tried: whoever reads "nothing" must know that. */
function declinedText(rows: readonly CampaignRow[]): string {
  const total = (subject: string, count: 'cases' | 'declined'): number =>
    rows.reduce((sum, row) => sum + (row.subject === subject ? row[count] : 0), 0);
  const declining = [...new Set(rows.map(({ subject }) => subject))].filter(
    (subject) => total(subject, 'declined') > total(subject, 'cases'),
  );
  if (declining.length === 0) return '';
  return ` ${declining.join(', ')} declined most cases and was tried on few; a longer run (--seconds N) tries more.`;
}

/** More alarms than this are counted, not named. */
const mostAlarms = 5;

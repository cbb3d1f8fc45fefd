import type { EngineStatistics } from '../engines/engine.ts';
import type { CampaignResult, CampaignRow, SavedReport, Unexpected } from './campaign-records.ts';

/**
 * An engine that was restarted for more than one request in a hundred, and three times or more, fails the run. Fewer
 * restarts may come from outside, such as a process that was killed for its memory.
 */
const leastRestarts = 3;
const largestRestartedShare = 0.01;

export function isUnreliable({ restarts, requests, declined }: EngineStatistics): boolean {
  return restarts >= leastRestarts && restarts > (requests + declined) * largestRestartedShare;
}

/** Whether a claim was judged on an output of this row: discarded outputs do not count. */
export function isJudged({ outputs, discarded }: CampaignRow): boolean {
  return outputs > Object.values(discarded).reduce((sum, count) => sum + count, 0);
}

/**
 * What a run says as a whole. This is the one place that decides it: the answer above the tables, the last line, the
 * JSON, the report and the exit status all read this verdict.
 */
export function runVerdict(run: Omit<CampaignResult, 'verdict'>): CampaignResult['verdict'] {
  const judged = run.rows.filter(isJudged).length;
  return {
    judged,
    unexpected: [
      ...run.saved.flatMap(unexpectedOfSaved),
      ...run.rows.filter(({ alarm }) => alarm).map(alarmOf),
      ...run.findings.flatMap(({ entry, notWritten }): readonly Unexpected[] =>
        notWritten === null ? [] : [{ kind: 'not-written', claim: entry.claim, subject: entry.subject.id }],
      ),
      ...run.engines.filter(isUnreliable).map(({ engine }): Unexpected => ({ kind: 'unreliable', engine })),
      ...run.jobs.lost.map(
        ({ range, because }): Unexpected => ({ kind: 'lost', because: `range ${range} was lost twice: ${because}` }),
      ),
      ...(run.jobs.missing ?? []).map((because): Unexpected => ({ kind: 'missing', because })),
      ...(run.jobs.notReplayed ?? []).map(
        ({ claim, subject, because }): Unexpected => ({
          kind: 'missing',
          because: `a counterexample to ${claim} by ${subject} was not replayed here: ${because}`,
        }),
      ),
      ...unexpectedOfQueue(run.jobs.queued),
      ...(run.jobs.notShown ?? []).map(({ claim, subject }): Unexpected => ({ kind: 'not-shown', claim, subject })),
      ...run.unreadable.map((because): Unexpected => ({ kind: 'unreadable', because })),
      ...(judged > 0 ? [] : [{ kind: 'nothing-judged', because: whyNothing(run) } as const]),
    ],
  };
}

function alarmOf({ claim, subject, verdict }: CampaignRow): Unexpected {
  return { kind: verdict === 'failed' ? 'failed' : 'violated', claim, subject };
}

function unexpectedOfSaved({ entry, state, notWritten }: SavedReport): readonly Unexpected[] {
  const about = { claim: entry.claim, subject: entry.subject.id };
  if (state === 'holds' || state === 'fixed') return notWritten === null ? [] : [{ kind: 'not-written', ...about }];
  return [{ kind: state, ...about }];
}

function unexpectedOfQueue(queued: CampaignResult['jobs']['queued']): readonly Unexpected[] {
  return [
    ...(queued?.quarantined ?? []).map(
      ({ job, reasons }): Unexpected => ({
        kind: 'quarantined',
        because: `job ${job} was given up: ${reasons.at(-1) ?? 'its workers ended'}`,
      }),
    ),
    ...(queued?.disagreements ?? []).map((because): Unexpected => ({ kind: 'not-reproducible', because })),
  ];
}

function whyNothing({ rows, batches, stoppedBy }: Omit<CampaignResult, 'verdict'>): string {
  if (batches === 0) return `the run ${stoppedBy === 'signal' ? 'was interrupted' : 'ended'} before its first batch`;
  return rows.find(({ because }) => because !== undefined)?.because ?? 'no output met the hypotheses of a claim';
}

/** Whether the run fails. One that was interrupted before anything was judged does not: its status is the signal's. */
export function isBad({ verdict: { unexpected }, stoppedBy }: CampaignResult): boolean {
  return unexpected.some(({ kind }) => kind !== 'nothing-judged' || stoppedBy !== 'signal');
}

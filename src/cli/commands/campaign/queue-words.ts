import { quoted } from '../../../errors/quoted.ts';
import type { SourceWords } from '../../../queue/gather.ts';
import type { Quarantined, QueuedCampaign } from '../../../queue/records.ts';
import { disagreementText } from '../../../text/campaign-queue.ts';
import { engineOptions } from '../../../text/counterexample.ts';
import { mostShards } from '../../campaign/campaign-settings.ts';
import { type QueuedSettings, settingsOf } from './queued-settings.ts';

/** How a report and a watch name what they found on a queue. Throws a UsageError for settings that are none. */
export function queueWords(campaign: QueuedCampaign): SourceWords {
  const settings = settingsOf(campaign);
  return {
    disagreement: disagreementText,
    reproduce: (one) => reproduceCommand(settings, campaign, one),
  };
}

/**
 * The POSIX shell command that judges the range of a job that was given up, in one process: the first of its ranges, or
 * the one that is known to end its workers. Of a campaign of very many ranges, it judges some others too.
 */
function reproduceCommand(
  { ids, subjects, aim, seed, cases, claimHashes, engineTimeout }: QueuedSettings,
  { ranges, ability }: Pick<QueuedCampaign, 'ranges' | 'ability'>,
  { job, culprit }: Pick<Quarantined, 'job' | 'culprit'>,
): string {
  const n = Math.min(ranges, mostShards);
  const range = culprit?.range ?? job.firstRange;
  const option = (name: string, values: readonly string[]): readonly string[] =>
    values.flatMap((value) => [`--${name}`, quoted(value)]);
  const one = (name: string, value: string | number | undefined): readonly string[] =>
    option(name, value === undefined ? [] : [String(value)]);
  return [
    ...['npx lastbit verify', ...ids.map(quoted), ...option('subject', subjects), ...option('shape', aim.shape ?? [])],
    ...[...one('stride', aim.stride), ...one('dilation', aim.dilation), ...option('padding', aim.padding ?? [])],
    ...[...one('terms', aim.terms), ...one('op', aim.op), ...one('cases', cases), ...one('seed', seed)],
    ...[...one('shard', `${(range % n) + 1}/${n}`), ...one('jobs', 1), ...one('engine-timeout', engineTimeout)],
    ...claimHashes.flatMap((hash) => ['--claims', `FILE-${hash.slice(0, 8)}`]),
    ...engineOptions(
      ability.engines.map(({ name }) => name),
      {},
    ),
  ].join(' ');
}

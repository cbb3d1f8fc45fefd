import { setTimeout as afterMs } from 'node:timers/promises';
import type { AnyEntry } from '../../../corpus/entry.ts';
import { isBad } from '../../../fuzz/run-verdict.ts';
import { places } from '../../../places/places.ts';
import { shortId } from '../../../queue/canonical.ts';
import { type CampaignChange, changesBetween } from '../../../queue/changes.ts';
import type { Broker } from '../../../queue/connection.ts';
import { gatherQueue } from '../../../queue/gather.ts';
import type { CampaignState } from '../../../queue/state.ts';
import { type WatchedQueue, watchQueue } from '../../../queue/watched-queue.ts';
import { CampaignWatcher, follow } from '../../../queue/watcher.ts';
import { watchParts } from '../../../report/watch-parts.ts';
import { campaignAnswer } from '../../../text/campaign-answer.ts';
import { changeLines } from '../../../text/campaign-changes.ts';
import { queueLines } from '../../../text/campaign-queue.ts';
import { screenLines, stateLine } from '../../../text/campaign-state.ts';
import { replayCommand } from '../../../text/counterexample.ts';
import { wrapped } from '../../../text/layout.ts';
import { liveScreen } from '../../../text/live-screen.ts';
import { listenForInterruption } from '../../interruption.ts';
import { parseBetween } from '../../options.ts';
import { outputWidth, writePainted } from '../../paint.ts';
import { type BrokerOptions, brokerWords, openBroker } from './open-broker.ts';
import { queueWords } from './queue-words.ts';
import type { WatchServer } from './watch-server.ts';

export interface WatchOptions extends BrokerOptions {
  readonly json?: true | undefined;
  readonly web?: string | true | undefined;
}

/** Between two looks, in ms. */
const [pauseMs, longestPauseMs] = [1000, 10_000] as const;

/**
 * Shows the campaign of a queue until it is done; the exit status is then that of a report, before anything is
 * replayed. A signal ends the watch alone.
 */
export async function watchCampaign(id: string | undefined, options: WatchOptions): Promise<void> {
  const port = options.web === undefined || options.web === true ? 0 : parseBetween('--web', options.web, 0, 65_535);
  const interruption = listenForInterruption();
  const screen = liveScreen();
  const shows = new Set<(change: CampaignChange) => void>();
  const say = (line: string): void => screen.say([line]);
  const onBroker = (line: string): void => {
    say(line);
    const away = broker?.isThere() === true ? null : line;
    for (const show of shows) show({ change: 'broker', away });
  };
  let broker: Broker | undefined;
  let server: WatchServer | undefined;
  try {
    broker = await openBroker(options, onBroker, 'find', interruption.signal);
    const watched = await watchQueue(broker, id);
    const commands = commandsFor(watched, options, broker);
    if (options.json === true) shows.add((change) => process.stdout.write(`${JSON.stringify(change)}\n`));
    else shows.add((change) => change.change !== 'broker' && screen.say(changeLines(change)));
    if (options.web !== undefined) {
      // Loaded late: nobody else needs a server and Bull Board.
      const { serveWatch } = await import('./watch-server.ts');
      server = await serveWatch(watched.queue, port);
      const { broker: tell } = server;
      shows.add((change) => change.change === 'broker' && tell(change.away));
      say(`The page: ${server.url} (for browsers of this machine; anybody who works on it can read it)`);
    }
    const show = (state: CampaignState): void => {
      screen.show(screenLines(state, outputWidth(process.stderr)), stateLine(state));
      server?.show(watchParts(state, { ...commands, replay: ({ entry }) => commands.replay(entry) }));
    };
    const { signal } = interruption;
    const work = async (): Promise<void> => {
      await lookAt(watched, shows, commands, show, signal);
      screen.end();
      if (signal.aborted) return;
      say('No job is left. Merging the results for the verdict.');
      await tellEnd(watched, shows, commands.report, options.json === true);
    };
    await interruption.orInterrupted(Promise.race([work(), broker.refused]), 0);
    screen.end();
    if (signal.aborted) say('The watch has ended; the campaign goes on.');
    await server?.close();
    await watched.close();
  } finally {
    broker?.close();
    await interruption.close();
  }
}

type Commands = ReturnType<typeof commandsFor>;

async function lookAt(
  { reader, campaign }: WatchedQueue,
  shows: ReadonlySet<(change: CampaignChange) => void>,
  commands: Commands,
  show: (state: CampaignState) => void,
  signal: AbortSignal,
): Promise<void> {
  let before: CampaignState | undefined;
  const pause = (leastMs: number): Promise<void> =>
    afterMs(Math.max(pauseMs, Math.min(leastMs, longestPauseMs)), undefined, { signal }).catch(() => {});
  for await (const state of follow(new CampaignWatcher(reader, campaign), pause, signal)) {
    for (const change of changesBetween(before, state, commands)) for (const tell of shows) tell(change);
    show(state);
    before = state;
  }
}

/** What a report would say, as far as that is known before anything is replayed. */
async function tellEnd(
  { reader, campaign }: WatchedQueue,
  shows: ReadonlySet<(change: CampaignChange) => void>,
  report: string,
  isJson: boolean,
): Promise<void> {
  const result = await gatherQueue(reader, campaign, queueWords(campaign));
  const { verdict, jobs } = result;
  for (const tell of shows) tell({ change: 'end', verdict });
  const next = `\`${report}\` replays what was found, writes it, and prints the tables.`;
  const width = outputWidth();
  if (!isJson && jobs.queued !== undefined)
    writePainted([...queueLines(jobs.queued), ...wrapped(campaignAnswer(result), 0, width), next]);
  if (isBad(result)) process.exitCode = 1;
}

/** Entries are on the broker alone until they are reported. */
function commandsFor({ campaign }: WatchedQueue, options: BrokerOptions, broker: Broker) {
  const report = `npx lastbit campaign report ${shortId(campaign.id)}${brokerWords(options, broker)}`;
  const place = { corpus: places.corpus, engines: {} };
  return {
    report,
    replay: (entry: AnyEntry): string => `${report}; ${replayCommand(entry, place)}`,
    reproduce: queueWords(campaign).reproduce,
  };
}

import type { ClaimDefinition } from '../../../claims/user-claim.ts';
import { parseUserEngines } from '../../../engines/user-engine.ts';
import { prepareCampaign } from '../../../fuzz/prepare-campaign.ts';
import { batchesInRange, plannedRanges } from '../../../fuzz/range-plan.ts';
import { abilityOf, abilityText, hashOf } from '../../../queue/ability.ts';
import { shortId } from '../../../queue/canonical.ts';
import { type Added, enqueue } from '../../../queue/enqueue.ts';
import { mostRangesInJob } from '../../../queue/record-schemas.ts';
import type { QueuedCampaign } from '../../../queue/records.ts';
import { campaignId } from '../../../queue/store.ts';
import { formatJson } from '../../../text/json.ts';
import { type LiveLine, liveLine } from '../../../text/live-line.ts';
import { counted, formatCount } from '../../../text/numbers.ts';
import { type AimOptions, aimOptionsOf, parseAim, sizeLines } from '../../aim.ts';
import { readKnowledge } from '../../campaign/campaign-knowledge.ts';
import { type CampaignSettings, campaignOf, chosenClaims, fixedSeed } from '../../campaign/campaign-settings.ts';
import { type EngineOptions, engineOptionsOf, openEngines, parseEngineOptions } from '../../open-engines.ts';
import { parseBetween, parseCount, parseWhole } from '../../options.ts';
import { readUserClaims } from '../../user-claims.ts';
import { type BrokerOptions, brokerWords, openBroker } from './open-broker.ts';
import type { QueuedSettings } from './queued-settings.ts';

/** The options of `lastbit campaign add`, as texts. */
export interface AddOptions extends BrokerOptions, EngineOptions, AimOptions {
  readonly subject?: readonly string[] | undefined;
  readonly cases: string;
  readonly seed?: string | undefined;
  readonly rangesPerJob?: string | undefined;
  readonly corpus: string;
  readonly claims?: readonly string[] | undefined;
  readonly json?: true | undefined;
}

/** How often the planning of a long campaign tells how far it is, in ranges. */
const tellEvery = 1024;

/** Prepares a campaign with the engines of this machine, and puts its jobs on a broker. */
export async function addCampaign(ids: readonly string[], options: AddOptions): Promise<void> {
  const users = await readUserClaims(options.claims ?? []);
  chosenClaims(ids, users);
  const aim = parseAim(options);
  parseEngineOptions(options);
  const { rangesPerJob } = options;
  const wanted =
    rangesPerJob === undefined ? undefined : parseBetween('--ranges-per-job', rangesPerJob, 1, mostRangesInJob);
  const settings = settingsFrom(ids, options);
  const live = liveLine();
  const broker = await openBroker(options, live.say, 'start');
  try {
    for (const line of sizeLines(aim)) live.say(line);
    const campaign = await campaignHere(settings, wanted, users, options, live);
    const added = await enqueue(broker, campaign, (count) => live.show(`${formatCount(count)} jobs are in the queue`));
    live.end();
    const { ranges, ability } = campaign;
    if (options.json === true) process.stdout.write(formatJson({ ...added, cases: settings.cases, ranges, ability }));
    else process.stdout.write(`${linesOf(campaign, added, brokerWords(options, broker)).join('\n')}\n`);
  } finally {
    live.end();
    broker.close();
  }
}

function settingsFrom(ids: readonly string[], options: AddOptions): QueuedSettings {
  return {
    ...{ ids, subjects: options.subject ?? [], aim: aimOptionsOf(options) },
    claimHashes: (options.claims ?? []).map(hashOf),
    seed: options.seed === undefined ? fixedSeed : parseWhole('--seed', options.seed),
    cases: parseCount('--cases', options.cases),
    ...(options.engineTimeout === undefined ? {} : { engineTimeout: options.engineTimeout }),
  };
}

/** Asks the engines of this machine, which are closed again before the campaign is planned: that may take long. */
async function preparedHere(
  settings: CampaignSettings,
  users: readonly ClaimDefinition[],
  options: AddOptions,
  { say, show }: LiveLine,
) {
  const registry = await openEngines(engineOptionsOf(options), { say });
  try {
    const { unreadable, ...known } = readKnowledge(options.corpus, registry, users, say);
    const asked = campaignOf(settings, registry, users);
    show('asking the engines, and replaying known defects');
    const { head, briefing } = await prepareCampaign({ ...asked, ...known, unreadable });
    return { asked, known, head, briefing };
  } finally {
    await registry.close();
  }
}

async function campaignHere(
  settings: QueuedSettings,
  wanted: number | undefined,
  users: readonly ClaimDefinition[],
  options: AddOptions,
  live: LiveLine,
): Promise<QueuedCampaign> {
  const claimFiles = options.claims ?? [];
  const { asked, known, head, briefing } = await preparedHere({ ...settings, claimFiles }, users, options, live);
  const [ranges, batches] = plan(asked, live.show);
  const rangesInJob = wanted ?? usualRangesInJob(ranges);
  const engines = Object.entries(parseUserEngines(options.engine ?? [])).filter(([name]) =>
    briefing.ready.some(({ id }) => id.startsWith(`${name}/`)),
  );
  const ability = abilityOf({ subjects: briefing.ready, claimFiles, engines: Object.fromEntries(engines) });
  const rest: Omit<QueuedCampaign, 'id'> = {
    ...{ ability, settings, ...known, gone: briefing.gone, head, ranges, batches, rangesInJob },
    ...{ batchesInRange: batchesInRange(settings.cases), added: new Date().toISOString() },
  };
  return { id: campaignId(rest), ...rest };
}

/** The number of ranges, and of their batches. */
function plan(asked: Parameters<typeof plannedRanges>[0], show: (line: string) => void): readonly [number, number] {
  let [ranges, batches] = [0, 0];
  for (const { to } of plannedRanges(asked)) {
    [ranges, batches] = [ranges + 1, to];
    if (ranges % tellEvery === 0) show(`planning: ${formatCount(ranges)} ranges`);
  }
  return [ranges, batches];
}

/** A job costs a tenth of a second by itself. So it is long, as far as there are enough jobs for many workers. */
const [fewestInJob, mostInJob, jobsForAll] = [8, 32, 64] as const;

const usualRangesInJob = (ranges: number): number =>
  Math.min(mostInJob, Math.max(fewestInJob, Math.ceil(ranges / jobsForAll)));

function linesOf({ ability }: QueuedCampaign, added: Added, words: string): readonly string[] {
  const { id, jobs, done, queue, isNew } = added;
  const short = shortId(id);
  const state = isNew ? '' : ` It was there already; ${counted(done, 'job has a result', 'jobs have a result')}.`;
  const own = ability.engines.length + ability.claimFiles.length > 0;
  return [
    `Campaign ${short}: ${counted(jobs, 'job', 'jobs')} in the queue ${queue}.${state}`,
    `They need ${abilityText(ability)}.`,
    '',
    'On each machine that shall work:',
    `  npx lastbit campaign work${words}${own ? ' … with the same --engine and --claims' : ''}`,
    'To look at it, and for the result:',
    `  npx lastbit campaign watch ${short}${words}`,
    `  npx lastbit campaign report ${short}${words}`,
  ];
}

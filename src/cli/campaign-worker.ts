import { prepareSubjects } from '../check/prepared-subject.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import type { ObservedBehaviour } from '../corpus/observed-behaviours.ts';
import type { EngineStatistics, Registry } from '../engines/engine.ts';
import type { Briefing } from '../fuzz/prepare-campaign.ts';
import { RangeRun } from '../fuzz/range-run.ts';
import { listening, type RangeJob } from '../fuzz/run-ranges.ts';
import type { EndOfRun } from '../jobs/messages.ts';
import type { OpenedWork } from '../jobs/serve.ts';
import { type CampaignSettings, campaignOf } from './campaign-settings.ts';
import { type EngineOptions, openEngines } from './open-engines.ts';
import { readUserClaims } from './user-claims.ts';

/** What all ranges share that a worker judges. */
export interface CampaignBrief extends Briefing {
  readonly settings: CampaignSettings;
  readonly engines: EngineOptions;
  /** As the run read them at its beginning: it writes new entries while it goes on. */
  readonly known: readonly AnyEntry[];
  readonly observed: readonly ObservedBehaviour[];
}

/** What the engines of a worker went through. */
export interface AboutCampaign {
  readonly engines: readonly EngineStatistics[];
}

/** The work of a process that judges ranges of a campaign. It opens engines of its own, and writes nothing. */
export async function openCampaignWork(data: unknown): Promise<OpenedWork | string> {
  const { settings, engines, known, observed, gone, ready } = data as CampaignBrief;
  const [hurry, stop] = [new AbortController(), new AbortController()];
  let isOver = false;
  const registry = await openEngines(engines, { say: () => {}, hurry: hurry.signal, stop: stop.signal });
  const campaign = campaignOf(settings, registry, await readUserClaims(settings.claimFiles));
  const prepared = await prepareSubjects(campaign.subjects);
  const other = otherSubject(ready, prepared.ready);
  if (other !== undefined) {
    await registry.close();
    return other;
  }
  const options = { ...campaign, known, observed, signal: stop.signal, isTimeUp: () => isOver };
  return {
    job: async (job, note) => {
      const { range, told } = job as RangeJob;
      registry.renew();
      const asked = { ...prepared, subjects: prepared.ready, gone };
      return new RangeRun(options, asked, range, told, listening(note)).record();
    },
    end: (how: EndOfRun) => {
      isOver = true;
      hurry.abort();
      if (how === 'stop') stop.abort();
    },
    about: (): AboutCampaign => ({ engines: statisticsOf(registry) }),
  };
}

const statisticsOf = ({ statistics }: Registry): readonly EngineStatistics[] => statistics();

/** Why this process would judge something else than the one that asks it. */
function otherSubject(wanted: Briefing['ready'], ready: Briefing['ready']): string | undefined {
  for (const { id, version } of wanted) {
    const here = ready.find((one) => one.id === id);
    if (here === undefined) return `a worker takes no part: ${id} could not be started once more`;
    if (here.version !== version) return `a worker takes no part: its ${id} is ${here.version}, not ${version}`;
  }
  const more = ready.find(({ id }) => !wanted.some((one) => one.id === id));
  return more === undefined ? undefined : `a worker takes no part: it has ${more.id}, which this run lacks`;
}

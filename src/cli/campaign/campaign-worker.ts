import { type PreparedSubject, prepareSubjects } from '../../check/prepared-subject.ts';
import { sliceBatch } from '../../conv/batch.ts';
import type { AnyEntry } from '../../corpus/entry.ts';
import type { ObservedBehaviour } from '../../corpus/observed-behaviours.ts';
import type { EngineStatistics, Registry } from '../../engines/engine.ts';
import type { CaseSource } from '../../fuzz/case-source.ts';
import type { Briefing } from '../../fuzz/prepare-campaign.ts';
import { RangeRun } from '../../fuzz/range-run.ts';
import { listening } from '../../fuzz/run-ranges.ts';
import type { EndOfRun } from '../../jobs/messages.ts';
import type { OpenedWork } from '../../jobs/serve.ts';
import type { PartJob } from '../../queue/range-worker.ts';
import { type EngineOptions, openEngines } from '../open-engines.ts';
import { readUserClaims } from '../user-claims.ts';
import { type CampaignSettings, campaignOf } from './campaign-settings.ts';

/** What all ranges share that a worker judges. */
export interface CampaignBrief extends Briefing {
  /** What becomes of subjects that are ready here and not in `ready`: the worker refuses, or they count as missing. */
  readonly others?: 'missing';
  readonly settings: CampaignSettings;
  readonly engines: EngineOptions;
  /** As the run read them at its beginning: it writes new entries while it goes on. */
  readonly known: readonly AnyEntry[];
  readonly observed: readonly ObservedBehaviour[];
}

type Prepared = Awaited<ReturnType<typeof prepareSubjects>>;

/** What the engines of a worker went through. */
export interface AboutCampaign {
  readonly engines: readonly EngineStatistics[];
}

/** The work of a process that judges ranges of a campaign. It opens engines of its own, and writes nothing. */
export async function openCampaignWork(data: unknown): Promise<OpenedWork | string> {
  const { settings, engines, known, observed, gone, ready, others } = data as CampaignBrief;
  const [hurry, stop] = [new AbortController(), new AbortController()];
  let isOver = false;
  const registry = await openEngines(engines, { say: () => {}, hurry: hurry.signal, stop: stop.signal });
  const campaign = campaignOf(settings, registry, await readUserClaims(settings.claimFiles));
  const all = await prepareSubjects(campaign.subjects, ready);
  const prepared = others === undefined ? all : onlyThose(ready, all);
  const other = otherSubject(ready, prepared.ready);
  if (other !== undefined) {
    await registry.close();
    return other;
  }
  const options = { ...campaign, known, observed, signal: stop.signal, isTimeUp: () => isOver };
  return {
    job: async (job, note) => {
      const { range, told, cases } = job as PartJob;
      registry.renew();
      const asked = { ...prepared, subjects: prepared.ready, gone };
      const source = cases === undefined ? options.source : onlyCases(options.source, cases);
      return new RangeRun({ ...options, source }, asked, range, told, listening(note)).record();
    },
    end: (how: EndOfRun) => {
      isOver = true;
      hurry.abort();
      if (how === 'stop') stop.abort();
    },
    about: (): AboutCampaign => ({ engines: statisticsOf(registry) }),
  };
}

/** Subjects that a campaign was added without are missing from it everywhere. */
function onlyThose(wanted: Briefing['ready'], { ready, missing }: Prepared): Prepared {
  const isWanted = ({ id }: PreparedSubject): boolean => wanted.some((one) => one.id === id);
  const others = ready.filter((subject) => !isWanted(subject));
  const reason = 'the campaign was added without it';
  return {
    ready: ready.filter(isWanted),
    missing: [...missing, ...others.map((subject) => ({ ...subject, reason, howToGetIt: 'add it once more' }))],
  };
}

/** Some cases of each batch, to find the one that ends a worker. */
const onlyCases = (source: CaseSource, { from, to }: NonNullable<PartJob['cases']>): CaseSource => ({
  seed: source.seed,
  ...(source.isAimed === undefined ? {} : { isAimed: source.isAimed }),
  batch: (index) => {
    const batch = source.batch(index);
    return sliceBatch(batch, Math.min(from, batch.count - 1), Math.min(to, batch.count));
  },
});

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

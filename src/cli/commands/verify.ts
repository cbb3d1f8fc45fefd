import { randomInt } from 'node:crypto';
import type { Command } from '@commander-js/extra-typings';
import type { EngineEvent } from '../../engines/engine.ts';
import { parseUserEngines } from '../../engines/user-engine.ts';
import { shown } from '../../errors/shown.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { runCampaign } from '../../fuzz/campaign.ts';
import type { Shard } from '../../fuzz/campaign-records.ts';
import { proposeWorstCases } from '../../fuzz/worst-cases.ts';
import { progressLine } from '../../text/campaign.ts';
import { liveFinding } from '../../text/finding-lines.ts';
import { liveLine } from '../../text/live-line.ts';
import { aimOptionsOf, type ChosenAim, casesFor, parseAim, sizeLines } from '../aim.ts';
import { type CampaignCrew, campaignCrew } from '../campaign/campaign-crew.ts';
import { readKnowledge } from '../campaign/campaign-knowledge.ts';
import { outputOptions, tellCampaign } from '../campaign/campaign-outputs.ts';
import {
  type CampaignSettings,
  campaignOf,
  chosenClaims,
  fixedSeed,
  mostShards,
} from '../campaign/campaign-settings.ts';
import { withTriedOptions } from '../campaign/tried-options.ts';
import { RecordsWriter } from '../campaign/write-records.ts';
import { listenForInterruption } from '../interruption.ts';
import { jobsOption, parseJobs } from '../jobs-option.ts';
import { type EngineOptions, engineOptionsOf, openEngines } from '../open-engines.ts';
import { parseCount, parseWhole } from '../options.ts';
import { readUserClaims } from '../user-claims.ts';

/** Where neither --cases nor --seconds is given. */
export const defaultCases = 2000;
export const defaultSeconds = 60;

/**
 * `lastbit verify` (a fixed seed, a number of cases) and `lastbit fuzz` (a new seed, a number of seconds): one
 * campaign.
 */
export function verifyCommand(program: Command): void {
  campaignCommand(program, 'verify', { seed: () => fixedSeed, cases: defaultCases });
  campaignCommand(program, 'fuzz', { seed: () => randomInt(2 ** 31), seconds: defaultSeconds });
}

interface Defaults {
  readonly seed: () => number;
  readonly cases?: number;
  readonly seconds?: number;
}

function campaignCommand(program: Command, name: string, defaults: Defaults): void {
  withTriedOptions(program.command(name))
    .option('--cases <n>', 'stop after n cases; from 10000 on, batches are nearly twice as large')
    .option('--seconds <n>', 'stop after n seconds')
    .option('--shard <k/n>', 'part k of n of one campaign on n machines: every n-th range of its batches')
    .option('--records <file>', 'write the records that `lastbit campaign merge` reads (.gz: compressed), no entries')
    .option(...jobsOption)
    .option(...outputOptions.summary)
    .option(...outputOptions.report)
    .option(...outputOptions.junit)
    .option(...outputOptions.json)
    .action(async (ids, options) => {
      const users = await readUserClaims(options.claims ?? []);
      chosenClaims(ids, users);
      const aim = parseAim(options);
      const limits = limitsOf(options, defaults, aim);
      const shard = parseShard(options.shard);
      const seed = seedOf(options, defaults);
      const jobs = parseJobs(options.jobs);
      const date = new Date().toISOString();
      const live = liveLine();
      const events: EngineEvent[] = [];
      const userEngines = parseUserEngines(options.engine ?? []);
      const interruption = listenForInterruption();
      const engines = engineOptionsOf({ ...options, ...waitingIn(options, limits) });
      const registry = await openEngines(engines, {
        ...{ say: live.say, hurry: interruption.hurry, stop: interruption.signal },
        onEvent: (event) => void events.push(event),
      });
      const place = { corpus: options.corpus, engines: userEngines, claims: options.claims ?? [] };
      let crew: CampaignCrew | undefined;
      let records: RecordsWriter | undefined;
      try {
        const { known, observed, unreadable } = readKnowledge(options.corpus, registry, users, live.say);
        if (shard !== undefined) live.say(`Shard ${shard.k}/${shard.n} of seed ${seed}.`);
        const settings: CampaignSettings = {
          ...{
            ids,
            claimFiles: options.claims ?? [],
            subjects: options.subject ?? [],
            aim: aimOptionsOf(options),
            seed,
          },
          ...(limits.cases === undefined ? {} : { cases: limits.cases }),
        };
        const asked = campaignOf(settings, registry, users);
        if (options.records !== undefined)
          records = new RecordsWriter(options.records, settings, shard ?? { k: 1, n: 1 });
        for (const line of sizeLines(aim)) live.say(line);
        if (options.cases === undefined && limits.cases !== undefined && limits.cases < (defaults.cases ?? 0))
          live.say(`${limits.cases} cases, because some are large; --cases gives another number.`);
        crew = campaignCrew(jobs, { settings, engines, known, observed }, interruption, live.say);
        const campaign = await runCampaign(
          {
            ...{ ...asked, ...limits, known, observed, unreadable },
            // The merge writes those that count, and all shards must begin with the same corpus.
            ...(records === undefined ? { corpus: options.corpus } : {}),
            ...(shard === undefined ? {} : { shard }),
            statistics: registry.statistics,
            renew: registry.renew,
            signal: interruption.signal,
            onTimeUp: interruption.hurryUp,
            onProgress: (progress) => live.show(progressLine(progress)),
            onFinding: (finding) => live.say(liveFinding(finding, place)),
          },
          crew,
          records,
        );
        crew.end();
        records?.end(campaign);
        if (shard !== undefined && campaign.jobs.ranges === 0 && campaign.stoppedBy === 'cases') {
          live.end();
          process.stderr.write(`Shard ${shard.k}/${shard.n} has nothing to do: the campaign has fewer ranges.\n`);
          records?.complain();
          return;
        }
        live.show('searching for worst cases');
        const worstCases = await proposeWorstCases(
          campaign,
          asked.source,
          registry.subjects,
          known,
          interruption.signal,
        );
        live.end();
        const told = { place, command: `lastbit ${name}`, date, registry, events };
        await tellCampaign({ ...campaign, worstCases }, options, told);
        records?.complain();
      } finally {
        crew?.end();
        records?.discard();
        await interruption.close(registry);
      }
    });
}

/** The time limit of a request, in s: by default the longer one, in a run of a few seconds as long as the run. */
const [shortestWait, longestWait] = [15, 30] as const;

function waitingIn(
  { engineTimeout }: Pick<EngineOptions, 'engineTimeout'>,
  { seconds }: { readonly seconds?: number },
): { readonly engineTimeout?: string } {
  if (engineTimeout !== undefined || seconds === undefined || seconds >= longestWait) return {};
  return { engineTimeout: String(Math.max(shortestWait, seconds)) };
}

function limitsOf(
  options: { readonly cases?: string; readonly seconds?: string },
  defaults: Defaults,
  aim: ChosenAim,
): { readonly cases?: number; readonly seconds?: number } {
  const { cases, seconds } = options;
  if (cases === undefined && seconds === undefined) {
    return defaults.cases === undefined
      ? { seconds: defaults.seconds ?? defaultSeconds }
      : { cases: casesFor(aim, defaults.cases) };
  }
  return {
    ...(cases === undefined ? {} : { cases: parseCount('--cases', cases) }),
    ...(seconds === undefined ? {} : { seconds: parseCount('--seconds', seconds) }),
  };
}

/** The shards of a campaign of a random seed would be of different campaigns. */
function seedOf(
  { seed, shard }: { readonly seed?: string | undefined; readonly shard?: string },
  defaults: Defaults,
): number {
  if (seed !== undefined) return parseWhole('--seed', seed);
  if (shard !== undefined && defaults.cases === undefined)
    throw new UsageError('--shard: goes with --seed, which all shards of a campaign share, as in --seed 7 --shard 2/4');
  return defaults.seed();
}

function parseShard(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [k = 0, n = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text)?.slice(1) ?? []).map(Number);
  if (k >= 1 && k <= n && n <= mostShards) return { k, n };
  throw new UsageError(`--shard ${shown(text)}: not K/N with 1 ≤ K ≤ N ≤ ${mostShards}, as in 2/4`);
}

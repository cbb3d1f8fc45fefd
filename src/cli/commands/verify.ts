import { randomInt } from 'node:crypto';
import type { Command } from '@commander-js/extra-typings';
import { allClaims } from '../../claims/all-claims.ts';
import { outputClaimOf } from '../../claims/user-claim.ts';
import type { AnyEntry } from '../../corpus/entry.ts';
import { loadKnownBehaviours } from '../../corpus/observed-behaviours.ts';
import { loadKnownDefects } from '../../corpus/store.ts';
import type { EngineEvent } from '../../engines/engine.ts';
import { parseUserEngines } from '../../engines/user-engine.ts';
import { printable } from '../../errors/printable.ts';
import { shown } from '../../errors/shown.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { runCampaign } from '../../fuzz/campaign.ts';
import type { CampaignResult } from '../../fuzz/campaign-records.ts';
import { isBad } from '../../fuzz/run-verdict.ts';
import { mostShards, shardSeed } from '../../fuzz/shard-seed.ts';
import { proposeWorstCases } from '../../fuzz/worst-cases.ts';
import { places } from '../../places/places.ts';
import { withSoundDefects } from '../../replay/check-entry.ts';
import { type RunSoFar, runRecordOf } from '../../report/run-record-of.ts';
import { campaignLines, progressLine, timeLine } from '../../text/campaign.ts';
import { campaignSummary } from '../../text/campaign-summary.ts';
import { type ReplayPlace, replayCommand } from '../../text/counterexample.ts';
import { liveFinding } from '../../text/finding-lines.ts';
import { formatJson } from '../../text/json.ts';
import { junitXml } from '../../text/junit.ts';
import { firstLines } from '../../text/last-lines.ts';
import { liveLine } from '../../text/live-line.ts';
import { type AimOptions, type ChosenAim, casesFor, parseAim, sizeLines } from '../aim.ts';
import { type CampaignCrew, campaignCrew } from '../campaign-crew.ts';
import { type CampaignSettings, campaignOf, chosenClaims } from '../campaign-settings.ts';
import { listenForInterruption } from '../interruption.ts';
import { engineOptionsOf, openEngines } from '../open-engines.ts';
import {
  append,
  engineOption,
  engineStartTimeoutOption,
  engineTimeoutOption,
  jobsOption,
  parseCount,
  parseJobs,
  parseWhole,
} from '../options.ts';
import { outputWidth, writePainted } from '../paint.ts';
import { claimsOption, readUserClaims } from '../user-claims.ts';

/** The seed of `verify` by default: the day of the question of 2018. */
export const fixedSeed = 20180126;
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
  program
    .command(name)
    .argument('[claims...]', 'ids of claims, as `lastbit claims` lists them; by default all')
    .option('--subject <id>', 'only this subject, or all of this engine (repeatable)', append)
    .option(
      '--shape <spec>',
      'only shapes IMAGE*KERNEL, as in 56x56x64*3x3x64; each size may be a range or a list: 8..64x8..64x3*3x3x1,16 ' +
        '(repeatable)',
      append,
    )
    .option('--stride <list>', 'with --shape: N, ROWSxCOLUMNS, ranges or several, as in 1,2 for 1 or 2; by default 1')
    .option('--dilation <list>', 'with --shape: as --stride')
    .option(
      '--padding <list>',
      'with --shape: valid, same, valid,same, N, ROWSxCOLUMNS, or TOP,BOTTOM,LEFT,RIGHT (repeatable)',
      append,
    )
    .option('--terms <list>', 'only windows and sums of so many terms, as in 1..4608 or 64,128,256')
    .option('--op <list>', 'only subjects that compute these operations, as in conv2d,dot')
    .option('--cases <n>', 'stop after n cases; from 10000 on, batches are nearly twice as large')
    .option('--seconds <n>', 'stop after n seconds')
    .option('--seed <n>', 'the seed of all random numbers')
    .option('--shard <k/n>', 'part k of n, for running one campaign on n machines: each part has its own seed')
    .option(...jobsOption)
    .option('--corpus <folder>', 'the folder where known defects are read and counterexamples written', places.corpus)
    .option('--summary', 'print a line for each claim and each subject, instead of a table for each claim')
    .option('--report <file>', 'write the run as a self-contained HTML page')
    .option('--junit <file>', 'write the verdicts as JUnit XML, for continuous integration')
    .option('--json', 'print one JSON object')
    .option(...claimsOption, append)
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption)
    .action(async (ids, options) => {
      const users = await readUserClaims(options.claims ?? []);
      chosenClaims(ids, users);
      const aim = parseAim(options);
      const limits = limitsOf(options, defaults, aim);
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
      try {
        const every = [...allClaims, ...users.map(outputClaimOf)];
        const { entries, unreadable } = withSoundDefects(loadKnownDefects(options.corpus), registry.subjects, every);
        for (const { reason } of unreadable) live.say(printable(reason));
        if (options.shard !== undefined) live.say(`Shard ${options.shard}: seed ${seed}.`);
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
        for (const line of sizeLines(aim)) live.say(line);
        if (options.cases === undefined && limits.cases !== undefined && limits.cases < (defaults.cases ?? 0))
          live.say(`${limits.cases} cases, because some are large; --cases gives another number.`);
        const known = entries.map(({ entry }) => entry);
        const observed = loadKnownBehaviours(options.corpus)?.rows ?? [];
        crew = campaignCrew(jobs, { settings, engines, known, observed }, interruption, live.say);
        const campaign = await runCampaign(
          {
            ...{ ...asked, ...limits, known, observed },
            corpus: options.corpus,
            statistics: registry.statistics,
            renew: registry.renew,
            unreadable: unreadable.map(({ reason }) => reason),
            signal: interruption.signal,
            onTimeUp: interruption.hurryUp,
            onProgress: (progress) => live.show(progressLine(progress)),
            onFinding: (finding) => live.say(liveFinding(finding, place)),
          },
          crew,
        );
        crew.end();
        live.show('searching for worst cases');
        const worstCases = await proposeWorstCases(
          campaign,
          asked.source,
          registry.subjects,
          known,
          interruption.signal,
        );
        live.end();
        const result = { ...campaign, worstCases };
        const tablesOf = options.summary === true ? campaignSummary : campaignLines;
        if (options.json === true) process.stdout.write(formatJson(withCommands(result, place)));
        else {
          const first = firstLines(result);
          writePainted([...first, ...(first.length === 0 ? [] : ['']), ...tablesOf(result, place, outputWidth())]);
        }
        if (options.junit !== undefined) writeWhole(options.junit, junitXml(result, place));
        if (options.report !== undefined)
          await writeReport(options.report, {
            ...{ date, seed, command: `lastbit ${name}`, registry, events },
            campaign: result,
          });
        process.stderr.write(`${timeLine(result)}\n`);
        if (isBad(result)) process.exitCode = 1;
      } finally {
        crew?.end();
        await interruption.close(registry);
      }
    });
}

/** The page that `lastbit start` writes, without an explanation. */
async function writeReport(file: string, run: Omit<RunSoFar, 'findings'> & { readonly campaign: CampaignResult }) {
  const record = await runRecordOf({ ...run, findings: run.campaign.findings });
  // Loaded late: the libraries that draw take longer to load than all others.
  const { renderReport } = await import('../../report/render-report.ts');
  writeWhole(file, renderReport(record));
}

const aimOptionsOf = ({ shape, stride, dilation, padding, terms, op }: AimOptions): AimOptions => ({
  ...{ shape, stride, dilation, padding, terms, op },
});

/** With the command that replays each entry, as the text has it. */
function withCommands(result: CampaignResult, place: ReplayPlace): CampaignResult {
  const told = <T extends { readonly entry: AnyEntry }>(one: T) => ({
    ...one,
    replay: replayCommand(one.entry, place),
  });
  return { ...result, findings: result.findings.map(told), saved: result.saved.map(told) };
}

/** The time limit of a request, in s: by default the longer one, in a run of a few seconds as long as the run. */
const [shortestWait, longestWait] = [15, 30] as const;

function waitingIn(
  { engineTimeout }: { readonly engineTimeout?: string },
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

function seedOf({ seed, shard }: { readonly seed?: string; readonly shard?: string }, defaults: Defaults): number {
  const whole = seed === undefined ? defaults.seed() : parseWhole('--seed', seed);
  if (shard === undefined) return whole;
  const [k, n] = parseShard(shard);
  return shardSeed(whole, k, n);
}

function parseShard(text: string): readonly [k: number, n: number] {
  const [k = 0, n = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text)?.slice(1) ?? []).map(Number);
  if (k >= 1 && k <= n && n <= mostShards) return [k, n];
  throw new UsageError(`--shard ${shown(text)}: not K/N with 1 ≤ K ≤ N ≤ ${mostShards}, as in 2/4`);
}

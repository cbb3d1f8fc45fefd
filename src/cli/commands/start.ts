import type { Command } from '@commander-js/extra-typings';
import { allClaims } from '../../claims/all-claims.ts';
import { type CorpusEntry, isCaseEntry } from '../../corpus/entry.ts';
import { loadKnown } from '../../corpus/store.ts';
import { writeWhole } from '../../corpus/write-whole.ts';
import type { EngineEvent, Registry } from '../../engines/engine.ts';
import { lastbitVersion as version } from '../../engines/subjects.ts';
import { seedRequest } from '../../explain/seed-case.ts';
import { runCampaign } from '../../fuzz/campaign.ts';
import type { CampaignResult } from '../../fuzz/campaign-records.ts';
import { largerBatches, randomSource } from '../../fuzz/case-source.ts';
import { missingUnderCi, prepareEngines } from '../../install/prepare-engines.ts';
import { places } from '../../places/places.ts';
import { type RunSoFar, runRecordOf } from '../../report/run-record-of.ts';
import { campaignLines, progressLine, timeLine } from '../../text/campaign.ts';
import { linedJson } from '../../text/json.ts';
import { type LiveLine, liveLine } from '../../text/live-line.ts';
import { type Interruption, listenForInterruption } from '../interruption.ts';
import { type EngineOptions, openEngines, parseEngineOptions } from '../open-engines.ts';
import { engineOption, engineTimeoutOption, parseWhole } from '../options.ts';
import { showExplanation } from './explain.ts';

/** Metamorphic claims ask every engine twice: they are left to `lastbit behaviours`. */
const quickClaims = allClaims.filter(({ kind }) => kind !== 'metamorphic');
/** How long the campaign may finish its batch after Ctrl-C. */
const graceMs = 800;

/** `npm start`: install the engines, explain the question of 2018, fuzz, write the report. */
export function startCommand(program: Command): void {
  program
    .command('start')
    .option('--seconds <n>', 'how long to fuzz, in seconds', '20')
    .option('--seed <n>', 'the seed of all random numbers; by default a new one, which is printed')
    .option('--corpus <folder>', 'the folder where known defects are read and counterexamples written', places.corpus)
    .option('--report <folder>', 'the folder where index.html and run.json are written', places.report)
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .action(async (options) => {
      const seconds = parseWhole('--seconds', options.seconds);
      const seed = options.seed === undefined ? Date.now() % 2 ** 31 : parseWhole('--seed', options.seed);
      const { corpus, report, engine, engineTimeout } = options;
      parseEngineOptions(options);
      const run = new Run({ seconds, seed, corpus, report, engine, engineTimeout });
      process.exitCode = await run.status();
    });
}

interface StartOptions extends EngineOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly corpus: string;
  readonly report: string;
}

/** One run: its stages, and what they have found, so that the report can be written whenever the run ends. */
class Run {
  private readonly options: StartOptions;
  private readonly interruption: Interruption = listenForInterruption();
  private readonly live: LiveLine = liveLine();
  private readonly events: EngineEvent[] = [];
  private readonly findings: CorpusEntry[] = [];
  private readonly date: string = new Date().toISOString();
  private registry: Registry | undefined;
  private soFar: Pick<RunSoFar, 'explanation' | 'campaign'> = {};

  constructor(options: StartOptions) {
    this.options = options;
  }

  async status(): Promise<number> {
    this.live.say(`lastbit ${version}: checking the engines …`);
    const missing = await this.interruption.orInterrupted(prepareEngines(), 0);
    const demanded = missingUnderCi(missing ?? []);
    if (demanded.length > 0) {
      this.live.say(`lastbit: missing with CI=true: ${demanded.join(', ')}`);
      return 1;
    }
    if (!this.interrupted) await this.compute();
    this.live.end();
    await this.writeReport();
    if (this.interrupted) await this.interruption.leave();
    await this.registry?.close();
    this.interruption.end();
    return this.failed(this.soFar.campaign) ? 1 : 0;
  }

  private get interrupted(): boolean {
    return this.interruption.signal.aborted;
  }

  private async compute(): Promise<void> {
    const { seed, seconds, corpus } = this.options;
    const { hurry, hurryUp } = this.interruption;
    const onEvent = (event: EngineEvent): void => void this.events.push(event);
    const opening = openEngines(this.options, { say: this.live.say, onEvent, hurry });
    const registry = await this.interruption.orInterrupted(opening, 0);
    if (registry === undefined) return;
    this.registry = registry;
    this.live.say('Asking every engine the question of 2018 …');
    const write = (text: string): void => {
      this.live.end();
      process.stdout.write(text);
    };
    const explanation = await this.interruption.orInterrupted(
      showExplanation(seedRequest, registry.subjects, write),
      0,
    );
    if (explanation === undefined) return;
    this.soFar = { explanation };
    const { entries, unreadable } = loadKnown(corpus);
    for (const { reason } of unreadable) this.live.say(reason);
    process.stdout.write(`\nFuzzing for ${seconds} s, seed ${seed}. Ctrl-C ends it early and loses nothing.\n`);
    // With smaller batches, most of 20 s would go into new shapes.
    const source = randomSource(seed, largerBatches);
    const work = runCampaign({
      ...{ subjects: registry.subjects, claims: quickClaims, source, seconds, corpus },
      signal: this.interruption.signal,
      onTimeUp: hurryUp,
      known: entries.map(({ entry }) => entry),
      onProgress: (progress) => this.live.show(progressLine(progress)),
      onFinding: ({ entry, path, notWritten }) => {
        if (isCaseEntry(entry)) this.findings.push(entry);
        this.live.say(
          `NEW COUNTEREXAMPLE  ${entry.claim} by ${entry.subject.id}: ${path ?? `not written: ${notWritten}`}`,
        );
      },
    });
    const campaign = await this.interruption.orInterrupted(work, graceMs);
    if (campaign === undefined) return;
    this.soFar = { explanation, campaign };
    this.live.end();
    process.stdout.write(`\n${[...campaignLines(campaign), timeLine(campaign)].join('\n')}\n`);
  }

  private async writeReport(): Promise<void> {
    const { seed, report } = this.options;
    const record = await runRecordOf({
      ...this.soFar,
      ...{
        date: this.date,
        seed,
        command: places.isCheckout ? 'npm start' : 'npx lastbit start',
        findings: this.findings,
        events: this.events,
      },
      ...(this.registry === undefined ? {} : { registry: this.registry }),
      ...(this.interrupted ? { interrupted: 'stopped by a person or by the system' } : {}),
    });
    // Loaded late: the libraries that draw take longer to load than all others.
    const { renderReport } = await import('../../report/render-report.ts');
    writeWhole(`${report}/run.json`, linedJson(record, 3));
    writeWhole(`${report}/index.html`, renderReport(record));
    process.stdout.write(`\nThe report: ${report}/index.html\n`);
  }

  private failed(campaign: CampaignResult | undefined): boolean {
    return campaign?.rows.some(({ alarm }) => alarm) ?? false;
  }
}

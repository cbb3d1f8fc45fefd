import type { Command } from '@commander-js/extra-typings';
import { allClaims } from '../../claims/all-claims.ts';
import { loadKnownDefects } from '../../corpus/store.ts';
import type { EngineEvent, Registry } from '../../engines/engine.ts';
import { lastbitSubjects, lastbitVersion as version } from '../../engines/subjects.ts';
import { printable } from '../../errors/printable.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { explain } from '../../explain/explain.ts';
import { seedRequest } from '../../explain/seed-case.ts';
import { checkWritableFolder } from '../../files/check-writable.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { runCampaign } from '../../fuzz/campaign.ts';
import type { Finding } from '../../fuzz/campaign-records.ts';
import { largerBatches, randomSource } from '../../fuzz/case-source.ts';
import { isBad } from '../../fuzz/run-verdict.ts';
import { missingUnderCi, prepareEngines } from '../../install/prepare-engines.ts';
import { places } from '../../places/places.ts';
import { withSoundDefects } from '../../replay/check-entry.ts';
import { type RunSoFar, runRecordOf } from '../../report/run-record-of.ts';
import { campaignLines, progressLine, timeLine } from '../../text/campaign.ts';
import { conclusionTexts } from '../../text/explanation-conclusion.ts';
import { liveFinding } from '../../text/finding-lines.ts';
import { linedJson } from '../../text/json.ts';
import { wrapped } from '../../text/layout.ts';
import { type LiveLine, liveLine } from '../../text/live-line.ts';
import { reportFiles } from '../check-places.ts';
import { type Interruption, listenForInterruption } from '../interruption.ts';
import { type EngineOptions, openEngines, parseEngineOptions } from '../open-engines.ts';
import { parseCount, parseWhole } from '../options.ts';
import { outputWidth, writePainted } from '../paint.ts';
import { engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../subject-options.ts';
import { showExplanation } from './explain.ts';

/** Metamorphic claims ask every engine twice: they are left to `lastbit behaviours`. */
const quickClaims = allClaims.filter(({ kind }) => kind !== 'metamorphic');
/**
 * The first run is to end soon: fewer random cases, and engines are not probed for their trees. Both together take ten
 * times as long as everything else.
 */
const quickQuestion = { ...seedRequest, randomCases: 300, probes: false };
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
    .option(...engineStartTimeoutOption)
    .action(async (options, command) => {
      const seconds = parseCount('--seconds', options.seconds);
      const seed = options.seed === undefined ? Date.now() % 2 ** 31 : parseWhole('--seed', options.seed);
      const { corpus, engine, engineTimeout, engineStartTimeout } = options;
      const { userEngines = {} } = parseEngineOptions(options);
      const keep = 'to keep them, copy the corpus to a folder of yours and give that';
      canWrite('--corpus', options.corpus, [], `counterexamples will be printed whole; ${keep}`);
      const isDefault = command.getOptionValueSource('report') === 'default';
      const instead = 'there will be no report; to get one, give a folder of yours';
      const report =
        isDefault && !canWrite('--report', options.report, reportFiles, instead) ? undefined : options.report;
      const run = new Run({ seconds, seed, corpus, report, engine, engineTimeout, engineStartTimeout, userEngines });
      await run.all();
    });
}

/**
 * Whether a folder can be written. If not, says so, and what follows from it: the checkout may belong to another user.
 */
function canWrite(option: string, folder: string, files: readonly string[], consequence: string): boolean {
  try {
    checkWritableFolder(option, folder, files);
    return true;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}: ${consequence}\n`);
    return false;
  }
}

interface StartOptions extends EngineOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly corpus: string;
  /** Undefined if the usual folder cannot be written. */
  readonly report: string | undefined;
  readonly userEngines: Readonly<Record<string, string>>;
}

/** The answer in a sentence, before engines are installed and started: our own algorithms suffice for it. */
export async function answerFirst(): Promise<void> {
  const request = { ...quickQuestion, valuesOnly: true, randomTrees: 1e5 };
  const { output, case: asked } = await explain(request, lastbitSubjects());
  const text = conclusionTexts(output, asked).at(-1) ?? '';
  const lines = wrapped(`The question of 2018, by ${output.results.length} algorithms of lastbit. ${text}`, 0);
  writePainted([...lines, '']);
}

/** One run: its stages, and what they have found, so that the report can be written whenever the run ends. */
class Run {
  private readonly options: StartOptions;
  private readonly interruption: Interruption = listenForInterruption();
  private readonly live: LiveLine = liveLine();
  private readonly events: EngineEvent[] = [];
  private readonly findings: Finding[] = [];
  private readonly date: string = new Date().toISOString();
  private registry: Registry | undefined;
  private soFar: Pick<RunSoFar, 'explanation' | 'campaign'> = {};

  constructor(options: StartOptions) {
    this.options = options;
  }

  /** Ends the engines also where the report cannot be written. */
  async all(): Promise<void> {
    try {
      await this.stages();
    } finally {
      this.live.end();
      await this.registry?.close();
      this.interruption.end();
    }
  }

  private async stages(): Promise<void> {
    if (!this.interrupted) await answerFirst();
    this.live.say(`lastbit ${version}: checking the engines …`);
    const missing = await this.interruption.orInterrupted(prepareEngines(), 0);
    const demanded = missingUnderCi(missing ?? []);
    if (demanded.length > 0) {
      this.live.say(`lastbit: missing with CI=true: ${demanded.join(', ')}`);
      process.exitCode = 1;
      return;
    }
    if (!this.interrupted) await this.compute();
    this.live.end();
    await this.writeReport();
    const { campaign } = this.soFar;
    if (campaign !== undefined && isBad(campaign)) process.exitCode = 1;
    if (this.interrupted) await this.interruption.leave();
  }

  private get interrupted(): boolean {
    return this.interruption.signal.aborted;
  }

  private async compute(): Promise<void> {
    const { seed, seconds, corpus, userEngines } = this.options;
    const { hurry, hurryUp, signal: stop } = this.interruption;
    const onEvent = (event: EngineEvent): void => void this.events.push(event);
    const opening = openEngines(this.options, { say: this.live.say, onEvent, hurry, stop });
    const registry = await this.interruption.orInterrupted(opening, 0);
    if (registry === undefined) return;
    this.registry = registry;
    this.live.say('Asking every engine the question of 2018 …');
    const write = (text: string): void => {
      this.live.end();
      process.stdout.write(text);
    };
    const explanation = await this.interruption.orInterrupted(
      showExplanation(quickQuestion, registry.subjects, write),
      0,
    );
    if (explanation === undefined) return;
    write('\n`npx lastbit explain` tries 10,000 random cases, and reveals in which order each engine adds.\n');
    this.soFar = { explanation };
    const { entries, unreadable } = withSoundDefects(loadKnownDefects(corpus), registry.subjects, allClaims);
    for (const { reason } of unreadable) this.live.say(printable(reason));
    process.stdout.write(`\nFuzzing for ${seconds} s, seed ${seed}. Ctrl-C ends it early and loses nothing.\n`);
    // By one process: for a second set of engines the start takes as long as the fuzzing (docs/campaigns.md).
    // With smaller batches, most of 20 s would go into new shapes.
    const source = randomSource(seed, largerBatches);
    const work = runCampaign({
      ...{ subjects: registry.subjects, claims: quickClaims, source, seconds, corpus },
      signal: this.interruption.signal,
      onTimeUp: hurryUp,
      known: entries.map(({ entry }) => entry),
      statistics: registry.statistics,
      unreadable: unreadable.map(({ reason }) => reason),
      onProgress: (progress) => this.live.show(progressLine(progress)),
      onFinding: (finding) => {
        this.findings.push(finding);
        this.live.say(liveFinding(finding, { corpus, engines: userEngines }));
      },
    });
    const campaign = await this.interruption.orInterrupted(work, graceMs);
    if (campaign === undefined) return;
    this.soFar = { explanation, campaign };
    this.live.end();
    const place = { corpus, engines: userEngines };
    writePainted(['', ...campaignLines(campaign, place, outputWidth()), timeLine(campaign)]);
  }

  private async writeReport(): Promise<void> {
    const { seed, report } = this.options;
    if (report === undefined) return;
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
    const site = places.isCheckout ? 'The documentation, to read and search here: npm run site\n' : '';
    process.stdout.write(`\nThe report: ${report}/index.html\n${site}`);
  }
}

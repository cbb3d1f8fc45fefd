import type { AnyEntry } from '../../corpus/entry.ts';
import type { EngineEvent, Registry } from '../../engines/engine.ts';
import { writeWhole } from '../../files/write-whole.ts';
import type { CampaignResult } from '../../fuzz/campaign-records.ts';
import { isBad } from '../../fuzz/run-verdict.ts';
import { type RunSoFar, runRecordOf } from '../../report/run-record-of.ts';
import { campaignLines, timeLine } from '../../text/campaign.ts';
import { queueLines } from '../../text/campaign-queue.ts';
import { campaignSummary } from '../../text/campaign-summary.ts';
import { type ReplayPlace, replayCommand } from '../../text/counterexample.ts';
import { formatJson } from '../../text/json.ts';
import { junitXml } from '../../text/junit.ts';
import { firstLines } from '../../text/last-lines.ts';
import { outputWidth, writePainted } from '../paint.ts';

/** The options by which a command says how it tells the result of a campaign. */
export const outputOptions = {
  summary: ['--summary', 'print a line for each claim and each subject, instead of a table for each claim'],
  report: ['--report <file>', 'write the run as a self-contained HTML page'],
  junit: ['--junit <file>', 'write the verdicts as JUnit XML, for continuous integration'],
  json: ['--json', 'print one JSON object'],
} as const;

export interface OutputOptions {
  readonly summary?: true | undefined;
  readonly report?: string | undefined;
  readonly junit?: string | undefined;
  readonly json?: true | undefined;
}

/** Where the result comes from, for the report. */
export interface ToldRun {
  /** How entries are replayed. */
  readonly place: ReplayPlace;
  /** `lastbit verify` */
  readonly command: string;
  /** When it began, as an ISO date. */
  readonly date: string;
  readonly registry: Registry;
  readonly events: readonly EngineEvent[];
}

/** Prints the result of a campaign, writes the files that the options ask for, and sets the exit status. */
export async function tellCampaign(result: CampaignResult, options: OutputOptions, run: ToldRun): Promise<void> {
  const { place, ...about } = run;
  const tablesOf = options.summary === true ? campaignSummary : campaignLines;
  if (options.json === true) process.stdout.write(formatJson(withCommands(result, place)));
  else {
    const { queued, notReplayed } = result.jobs;
    const first = [...(queued === undefined ? [] : queueLines(queued, notReplayed)), ...firstLines(result)];
    writePainted([...first, ...(first.length === 0 ? [] : ['']), ...tablesOf(result, place, outputWidth())]);
  }
  if (options.junit !== undefined) writeWhole(options.junit, junitXml(result, place));
  if (options.report !== undefined)
    await writeReport(options.report, { ...about, seed: result.seed, campaign: result });
  process.stderr.write(`${timeLine(result)}\n`);
  if (isBad(result)) process.exitCode = 1;
}

/** The page that `lastbit start` writes, without an explanation. */
async function writeReport(file: string, run: Omit<RunSoFar, 'findings'> & { readonly campaign: CampaignResult }) {
  const record = await runRecordOf({ ...run, findings: run.campaign.findings });
  // Loaded late: the libraries that draw take longer to load than all others.
  const { renderReport } = await import('../../report/render-report.ts');
  writeWhole(file, renderReport(record));
}

/** With the command that replays each entry, as the text has it. */
function withCommands(result: CampaignResult, place: ReplayPlace): CampaignResult {
  const told = <T extends { readonly entry: AnyEntry }>(one: T) => ({
    ...one,
    replay: replayCommand(one.entry, place),
  });
  return { ...result, findings: result.findings.map(told), saved: result.saved.map(told) };
}

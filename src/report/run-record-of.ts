import { allClaims } from '../claims/all-claims.ts';
import { conditionText } from '../corpus/condition.ts';
import { type CorpusEntry, isCaseEntry, isOnlyInBatch } from '../corpus/entry.ts';
import type { Availability, EngineEvent, Registry } from '../engines/engine.ts';
import { machineRecord } from '../engines/machine.ts';
import { lastbitVersion as version } from '../engines/subjects.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { CampaignResult, CampaignRow, DefectReport, Finding } from '../fuzz/campaign-records.ts';
import { filledBins } from '../judge/ratio-histogram.ts';
import { claimRecordOf } from './claim-record.ts';
import type { CampaignRecord, CampaignRowRecord, EngineRecord, FindingRecord, RunRecord } from './run-record.ts';

/** What a run has so far. Parts that it did not reach are absent. */
export interface RunSoFar {
  readonly date: string;
  readonly seed: number;
  readonly command: string;
  readonly registry?: Registry;
  readonly explanation?: Explanation;
  readonly campaign?: CampaignResult;
  /** Counterexamples on disk, if the campaign did not finish. */
  readonly findings: readonly CorpusEntry[];
  readonly events: readonly EngineEvent[];
  readonly interrupted?: string;
}

/** The record that `run.json` holds and that the page is drawn from. */
export async function runRecordOf(run: RunSoFar): Promise<RunRecord> {
  const { date, seed, command, registry, explanation, campaign, interrupted } = run;
  return {
    ...{ version, date, seed, command, machine: machineRecord() },
    engines: registry === undefined ? [] : await enginesOf(registry, run),
    claims: allClaims.map(claimRecordOf),
    ...(explanation === undefined ? {} : { explanation }),
    ...(campaign === undefined ? {} : { campaign: campaignOf(campaign) }),
    findings: findingsOf(run),
    ...(interrupted === undefined ? {} : { interrupted }),
  };
}

async function enginesOf(registry: Registry, run: RunSoFar): Promise<readonly EngineRecord[]> {
  const names = [...new Set(registry.subjects.map(({ engine }) => engine))];
  return Promise.all(
    names.map(async (engine) => {
      const subjects = registry.subjects.filter((subject) => subject.engine === engine);
      const failure = run.events.find(
        (event) => event.kind === 'failed' && event.final && event.engine.split('@')[0] === engine,
      );
      // After an interruption engines are not asked again: they may be gone.
      const availability = run.interrupted === undefined ? await subjects[0]!.availability() : undefined;
      const state = stateOf(availability, failure?.reason);
      return { engine, subjects: subjects.length, ...state };
    }),
  );
}

function stateOf(
  availability: Availability | undefined,
  failure: string | undefined,
): Omit<EngineRecord, 'engine' | 'subjects'> {
  if (failure !== undefined) return { state: 'failed', reason: failure };
  if (availability === undefined) return { state: 'ready' };
  if (availability.kind === 'ready') return { state: 'ready', version: availability.version };
  return { state: 'missing', reason: availability.reason, howToGetIt: availability.howToGetIt };
}

function campaignOf({
  rows,
  claims: _claims,
  findings: _findings,
  defects: _defects,
  ...rest
}: CampaignResult): CampaignRecord {
  return { ...rest, rows: rows.map(rowOf) };
}

function rowOf({ histogram, distributions, attainedByTerms, ...row }: CampaignRow): CampaignRowRecord {
  return {
    ...row,
    distributions: Object.fromEntries(
      Object.entries(distributions).map(([name, distribution]) => [
        name,
        { ...distribution, attained: rounded(distribution.attained) },
      ]),
    ),
    attainedByTerms: Object.fromEntries(
      Object.entries(attainedByTerms).map(([terms, attained]) => [terms, rounded(attained)]),
    ),
    histogram: { zero: histogram.zero, bins: filledBins(histogram) },
  };
}

/** Six digits: more cannot be seen. */
const rounded = (ratio: number): number => Number(ratio.toPrecision(6));

function findingsOf({ campaign, findings }: RunSoFar): readonly FindingRecord[] {
  if (campaign === undefined) return findings.map((entry) => findingOf(entry, 'new', 1));
  return [...campaign.findings.flatMap(newFinding), ...campaign.defects.map(recordedDefect)];
}

/** The page draws images and kernels. Counterexamples without one appear in the table of claims alone. */
function newFinding({ entry, notWritten }: Finding): readonly FindingRecord[] {
  if (!isCaseEntry(entry)) return [];
  const remarks = [
    ...(isOnlyInBatch(entry) ? ['The case alone, out of its batch, does not show it.'] : []),
    ...(notWritten === undefined ? [] : [`It could not be written to the corpus: ${notWritten}.`]),
  ];
  const finding = findingOf(entry, 'new', 1);
  return [remarks.length === 0 ? finding : { ...finding, remark: remarks.join(' ') }];
}

function recordedDefect({ entry, hits, sameVersion, shows }: DefectReport): FindingRecord {
  return findingOf(entry, shows === false ? 'gone' : sameVersion ? 'known' : 'other-version', hits);
}

function findingOf(entry: CorpusEntry, state: FindingRecord['state'], hits: number): FindingRecord {
  return { entry, state, hits, appears: conditionText(entry.condition) };
}

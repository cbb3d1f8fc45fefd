import { shapeKey } from '../../../conv/shape-text.ts';
import { isCaseEntry } from '../../../corpus/entry.ts';
import { loadKnownDefects } from '../../../corpus/store.ts';
import type { Survey, SurveyRow } from '../../../corpus/survey.ts';
import {
  isSameProcessor,
  readSurveys,
  type SurveyedProcessor,
  surveyName,
  surveyText,
} from '../../../corpus/survey-file.ts';
import type { Registry } from '../../../engines/engine.ts';
import { engineTable } from '../../../engines/engine-table.ts';
import { processor } from '../../../engines/machine.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import { treeMemory, treeSeconds } from '../../../jobs/memory.ts';
import { processCrew } from '../../../jobs/process-crew.ts';
import { places } from '../../../places/places.ts';
import { algorithms } from '../../../sums/algorithms.ts';
import { openThreaded, type RowJob, runSurvey } from '../../../survey/run-survey.ts';
import { atlasPage, atlasPictures } from '../../../text/atlas-markdown.ts';
import { enginesMarkdown } from '../../../text/engines-markdown.ts';
import { liveLine } from '../../../text/live-line.ts';
import { listenForInterruption } from '../../interruption.ts';
import { sayMemory } from '../../jobs-option.ts';
import type { EngineOptions } from '../../open-engines.ts';
import { chooseSubjects } from '../../subject-options.ts';
import type { SurveyBrief } from './survey-worker.ts';

export interface AllOptions {
  /** Subjects or engines; if empty, all but our own algorithms. */
  readonly ids: readonly string[];
  /** The folder of surveys, a file for each processor. */
  readonly survey: string;
  /** The folder of `engines.md`. */
  readonly into: string;
  /** Keep the rows of an earlier run by the same versions on the same processor. */
  readonly resume: boolean;
  /** How many rows are found at once. */
  readonly jobs: number;
  readonly engines: EngineOptions;
}

/** Workers are started after this time, in ms, if so many rows are left: their engines take seconds to start. */
const [leastMs, fewestLeft] = [1000, 8] as const;

/** Rows are written together, because the whole file is: killed, a run loses those of so many ms. */
const writeEveryMs = 5000;

/** How long the row at work may take after Ctrl-C. */
const graceMs = 800;

/** `lastbit reveal --all`: every subject over a table of shapes. Results are written every few seconds. */
export async function revealAll(options: AllOptions, registry: Registry): Promise<void> {
  const { ids, survey: folder, into, resume, jobs, engines } = options;
  const subjects =
    ids.length === 0
      ? registry.subjects.filter(({ engine }) => engine !== 'lastbit')
      : chooseSubjects('reveal --all', registry.subjects, ids);
  const earlier = readSurveys(folder);
  const keptOn = (machine: SurveyedProcessor): readonly SurveyRow[] => {
    const rows = earlier.find((one) => isSameProcessor(one, machine))?.rows ?? [];
    return rows.filter(({ subject }) => resume || !subjects.some(({ id }) => id === subject));
  };
  const keptRows = new Set(earlier.flatMap(({ rows }) => rows));
  const isKept = (row: SurveyRow): boolean => keptRows.has(row);
  const live = liveLine();
  const interruption = listenForInterruption();
  const threaded = await openThreaded();
  const began = performance.now();
  const explained = { rows: 0, of: 0 };
  let [rowsFound, peak] = [0, 0];
  const places = new Map(registry.subjects.map(({ id }, index) => [id, index]));
  const place = ({ subject }: SurveyRow): number => places.get(subject) ?? places.size;
  let path = folder;
  let latest: (() => Survey) | undefined;
  let wroteAt = Number.NEGATIVE_INFINITY;
  const write = ({ rows, ...machine }: Survey): void => {
    // In the order of the registry, whichever subjects were asked again.
    const survey = { ...machine, rows: rows.toSorted((a, b) => place(a) - place(b)) };
    path = `${folder}/${surveyName(survey)}`;
    writeWhole(path, surveyText(survey));
    wroteAt = performance.now();
  };
  const onRow = (survey: () => Survey, row: SurveyRow, done: number, of: number): void => {
    latest = survey;
    rowsFound += isKept(row) ? 0 : 1;
    if (performance.now() - wroteAt > writeEveryMs) write(survey());
    explained.of += 1;
    explained.rows += isExplained(row) ? 1 : 0;
    const seconds = Math.round((performance.now() - began) / 1000);
    live.show(`${done} of ${of}, ${seconds} s: ${row.subject} ${shapeKey(row.shape)}: ${rowInWords(row)}`);
  };
  const crew = processCrew<RowJob, never, SurveyRow, undefined>(
    ...([jobs, 'survey', (): SurveyBrief => ({ engines }), interruption, live.say] as const),
  );
  let lost: readonly string[] = [];
  let cost = '';
  try {
    const survey = runSurvey({
      rest: async () => {
        peak = Math.max(peak, treeMemory()?.peak ?? 0);
        await Promise.all([registry.rest(), threaded.rest()]);
      },
      ...{ subjects, threaded, keptOn, signal: interruption.signal, onRow, say: live.say },
      processor: processor(),
      crew: jobs > 1 ? crew : undefined,
      isLong: (left) => left >= fewestLeft && performance.now() - began >= leastMs,
    });
    lost = (await interruption.orInterrupted(survey, graceMs)) ?? [];
    cost = costText(rowsFound, peak);
  } finally {
    sayMemory(crew.peakBytes, live.say);
    crew.end();
    live.end();
    if (latest !== undefined) {
      write(latest());
      writeAtlas(into, readSurveys(folder));
    }
    if (!interruption.signal.aborted) await threaded.close();
  }
  for (const row of lost) process.stdout.write(`LOST: ${row}\n`);
  const stopped = interruption.signal.aborted ? ', interrupted; --resume continues' : '';
  process.stdout.write(
    `${explained.rows} of ${explained.of} rows are explained or declined${stopped}. ` +
      `Written: ${path}, ${into}/engines.md and the pages in ${into}/engines\n${cost}`,
  );
  if (explained.rows < explained.of || lost.length > 0) process.exitCode = 1;
  if (interruption.signal.aborted) await interruption.leave();
  interruption.end();
}

/** The page of all engines, one for each, and the pictures of their trees: once, because they are many. */
function writeAtlas(into: string, surveys: readonly Survey[]): void {
  writeWhole(`${into}/engines.md`, enginesMarkdown(engineTable, algorithms, surveys));
  const known = loadKnownDefects(places.corpus).entries.map(({ entry }) => entry);
  const source = { surveys, defects: known.filter(isCaseEntry) };
  for (const engine of engineTable) writeWhole(`${into}/engines/${engine.name}.md`, atlasPage(engine, source));
  for (const [name, picture] of atlasPictures(surveys)) writeWhole(`${into}/pictures/trees/${name}`, picture);
}

function isExplained({ groups, outputs, batchKeepsBits, outcome }: SurveyRow): boolean {
  if (outcome !== 'value') return outcome === 'declined';
  const told = groups.reduce((sum, group) => sum + (group.explained ? group.outputs : 0), 0);
  return told === outputs && batchKeepsBits;
}

function rowInWords({ groups, outcome, because }: SurveyRow): string {
  const [first, ...others] = groups;
  if (first === undefined) return `${outcome}: ${because}`;
  const text = first.summary ?? `not explained: ${first.because}`;
  return others.length === 0 ? text : `${text} and ${others.length} more`;
}

/** What the rows cost that this run found. Empty where the system does not tell. */
function costText(rows: number, peakBefore: number): string {
  const [seconds, memory] = [treeSeconds(), treeMemory()];
  if (seconds === undefined || memory === undefined || rows === 0) return '';
  const megabytes = Math.round(Math.max(peakBefore, memory.peak) / 1e6);
  const time = `${Math.round(seconds)} s of processor time`;
  return `Found here: ${rows} rows in ${time} and at most ${megabytes} MB, engines included.\n`;
}

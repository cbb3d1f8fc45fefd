import { shapeKey } from '../conv/shape-text.ts';
import { conditionText } from '../corpus/condition.ts';
import { type AnyEntry, isCaseEntry } from '../corpus/entry.ts';
import { programBeside } from '../corpus/lint-corpus.ts';
import type { LoadedEntry } from '../corpus/store.ts';
import { wrongOutputText } from '../corpus/wrong-outputs.ts';
import { absentOnDemand } from '../engines/find-engine.ts';
import { line } from '../errors/printable.ts';
import type { Replay } from '../replay/replay-record.ts';
import { counterexampleLines, field, replayCommand } from './counterexample.ts';
import { tableLines } from './layout.ts';
import { counted, describeFormat, formatCount, formatNumber } from './numbers.ts';

/** `corpus list`: a table with a line for each entry, or with several where it is wider than `width` columns. */
export function listLines(entries: readonly LoadedEntry[], width?: number): readonly string[] {
  return tableLines(
    [
      { title: 'id', align: 'left', cell: ({ entry }) => entry.id },
      { title: 'role', align: 'left', cell: ({ entry }) => entry.role },
      { title: 'claim', align: 'left', cell: ({ entry }) => entry.claim },
      { title: 'subject', align: 'left', cell: ({ entry }) => `${entry.subject.id} ${entry.subject.version}` },
      { title: 'error ÷ bound', align: 'point', cell: ({ entry }) => formatNumber(entry.errorOverBound, 4) },
      { title: 'shape', align: 'left', cell: ({ entry }) => shapeOf(entry) },
    ],
    entries,
    { width },
  );
}

function shapeOf(entry: AnyEntry): string {
  return isCaseEntry(entry)
    ? shapeKey(entry.shape)
    : `${entry.numbers.length} numbers of ${describeFormat(entry.format)}`;
}

/** `corpus show`: an entry of this corpus, with its numbers as small tables. */
export function showLines({ path, entry }: LoadedEntry, corpus: string): readonly string[] {
  const program = programBeside(path);
  const facts = [
    ['role', `${entry.role}, ${entry.expectation} at this version`],
    ['appears', isCaseEntry(entry) ? conditionText(entry.condition) : undefined],
    ['wrong as', isCaseEntry(entry) ? entry.wrongOutputs?.map(wrongOutputText).join('; ') : undefined],
    ['flags', entry.flags.length === 0 ? undefined : entry.flags.join(', ')],
    ['program', program],
  ] as const;
  return [
    ...counterexampleLines(entry, path, replayCommand(entry, { corpus, engines: {} })),
    ...facts.flatMap(([name, text]) => (text === undefined ? [] : [field(name, text)])),
  ];
}

/** `corpus replay`: what became of one entry. */
export function replayLine(replay: Replay): string {
  const { entry, state, reason, version, errorOverBound, sameBits, asExpected, news } = replay;
  const ratio = errorOverBound === undefined ? '' : `, error ÷ bound ${formatNumber(errorOverBound, 4)}`;
  const bits = sameBits === undefined ? '' : sameBits ? ', the same bits' : ', other bits';
  const outcome =
    asExpected === undefined ? '' : asExpected ? ': as expected' : `: NOT AS EXPECTED (${entry.expectation})`;
  const at = version === undefined ? '' : ` ${version}`;
  const because = reason === undefined ? '' : `: ${reason}`;
  const change = news === undefined ? '' : `: ${news}`;
  const { id, role, claim, subject } = entry;
  return line`${id}  ${role}  ${claim}  ${subject.id}${at}  ${state}${ratio}${bits}${because}${outcome}${change}`;
}

/**
 * Why a replay fails although no entry did: entries that were named, or all of them, could not be asked. Where some
 * optional engine is not here, a replay of the whole corpus does not fail, unless CI demands the engine. Engines on
 * demand are never demanded.
 */
export function notReplayedText(
  replays: readonly Replay[],
  { isNamed, isDemanded }: { readonly isNamed: boolean; readonly isDemanded: boolean },
): string | undefined {
  if (replays.length === 0) return 'there is no entry to replay';
  const absent = replays.filter(({ state }) => state === 'missing' || state === 'unknown' || state === 'declined');
  const isAll = isNamed || absent.length === replays.length;
  const counts = isAll
    ? absent
    : absent.filter(({ state, entry }) => isDemanded && state === 'missing' && !isOnDemand(entry));
  const [first] = counts;
  if (first === undefined) return undefined;
  const were = counts.length === 1 ? 'was' : 'were';
  const share = `${formatCount(counts.length)} of ${counted(replays.length, 'entry', 'entries')}`;
  return line`${share} ${were} not replayed; the first is ${first.entry.id}: ${first.reason}`;
}

const isOnDemand = ({ subject }: AnyEntry): boolean => absentOnDemand(subject.id) !== undefined;

/** The same as JSON has it. An infinite ratio is null. */
export function replayRecord({
  entry,
  errorOverBound,
  numbers: _,
  ...replay
}: Replay): Readonly<Record<string, unknown>> {
  const { id, role, claim, subject, expectation } = entry;
  const ratio = errorOverBound === undefined || !Number.isFinite(errorOverBound) ? null : errorOverBound;
  return { id, role, claim, subject, expectation, ...replay, errorOverBound: ratio };
}

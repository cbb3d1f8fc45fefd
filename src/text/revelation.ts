import type { Difference, Side, SmallestDifference } from '../compare/difference.ts';
import type { Operation } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { line } from '../errors/printable.ts';
import { fullDecimal } from '../explain/printed-decimal.ts';
import { withInfinitySign } from '../float/decimal.ts';
import { bitsIn } from '../float/number-bits.ts';
import type { SubjectRevelation } from '../reveal/convolution/reveal-subject.ts';
import {
  type RecordedRevelation,
  type RevelationRecord,
  unexplainedOutputs,
} from '../reveal/convolution/revelation-record.ts';
import { tensorLines } from './counterexample.ts';
import { oneLine, type SideLine, sideBySide } from './layout.ts';
import { counted, formatCount } from './numbers.ts';
import { outputPlace, outputPlaces } from './output-places.ts';
import { type TreeBound, treeBound, treeBoundText } from './tree-bound.ts';

/** Trees of more terms are not printed. */
const mostTerms = 64;
/** More outputs than this are not listed. */
const mostOutputs = 6;

/** What `lastbit reveal SUBJECT` prints; empty where nothing was asked. */
export function revelationText({ records, revealed }: RecordedRevelation): string {
  const [first] = records;
  if (first === undefined) return '';
  const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
  const rest = unexplainedOutputs(revealed);
  const waiting = `${seconds(first.engineMs)} waiting for the engine`;
  const lines = [
    line`${first.subject} ${first.version}, ${shapeKey(first.shape)}: ${revelationAnswer(records)}`,
    ...records.flatMap((record, group) => groupLines(record, revealed, boundOfGroup(revealed, group))),
    '',
    `  time         ${seconds(first.wallMs)}: ${waiting}, ${seconds(first.ownMs)} of our own processor time`,
    ...(rest === 0 ? [] : [`  Stopped: ${counted(rest, 'output')} not probed, because too many outputs differ.`]),
    ...(revealed.threadsKeepBits === false
      ? ['  Two threads give other bits than one. This is the tree of one thread; the tree depends on their number.']
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The bound of the tree of a group; undefined without one. */
export function boundOfGroup({ groups }: SubjectRevelation, group: number): TreeBound | undefined {
  const revelation = groups[group]?.revelation;
  return revelation?.explained === true ? treeBound(revelation.accumulation) : undefined;
}

function revelationAnswer(records: readonly RevelationRecord[]): string {
  const [first] = records;
  if (records.length > 1) return `${records.length} different accumulations`;
  return first?.explained === true ? `${first.summary}, ${counted(first.terms, 'term')}` : 'no tree was found';
}

function groupLines(
  record: RevelationRecord,
  { outputs, comparedCases }: SubjectRevelation,
  bound: TreeBound | undefined,
): readonly string[] {
  const { explained, summary, terms, height, tree, arithmetic, proof, because, replay } = record;
  const found = explained
    ? [
        `  tree         ${summary} (${terms} terms, height ${height})`,
        ...(terms <= mostTerms ? [`               ${tree}`] : []),
        `  arithmetic   ${arithmetic}`,
        `  bound        ${treeBoundText(bound)}`,
        `  proved by    ${proofs[proof ?? ''] ?? proof}`,
      ]
    : [`  not explained: ${oneLine(because ?? '')}`];
  const replayed =
    replay === null
      ? ''
      : `; ${counted(replay.cases, 'output')} replayed, ${counted(replay.mismatches, 'mismatch', 'mismatches')}`;
  const calls = `${counted(record.calls, 'call')} (${record.treeCalls} for the tree)`;
  return [
    '',
    `  outputs      ${outputsInWords(record, outputs, comparedCases)}`,
    ...found,
    `  cost         ${calls} in ${counted(record.rounds, 'round')}${replayed}`,
  ];
}

const proofs: Readonly<Record<string, string>> = {
  windows: 'a certificate of falling windows',
  sperner: 'a certificate that assumes no format',
  parity: 'a certificate of numbers that turn even, for sums of at most 24 bits',
  nested: 'a sieve with nested masks',
  'one-size': 'a sieve with masks of one size',
  cut: 'a sieve for rounding that is not to nearest',
};

function outputsInWords(record: RevelationRecord, all: number, compared: number): string {
  const { outputs, padded, output, shape, subject } = record;
  const operation = operationIn(subject);
  const padding = padded === 0 ? '' : `, ${padded} terms on padding`;
  if (all === 1) return `0, the only one${padding}`;
  if (compared === 0) return `${output} of ${all} (${outputPlace(shape, operation, output)})${padding}`;
  if (outputs.length === all) return `all ${all}${padding}`;
  return `${outputs.length} of ${all}: ${outputPlaces(shape, operation, outputs)}${padding}`;
}

/** Only a depthwise convolution has other output channels than the rest. */
function operationIn(subject: string): Operation {
  return subject.includes('/depthwise-conv2d') ? 'depthwise-conv2d' : 'conv2d';
}

function someOf(outputs: readonly number[], most: number): string {
  return `${outputs.slice(0, most).join(', ')}${outputs.length > most ? ', …' : ''}`;
}

/**
 * What `lastbit reveal --diff A B` prints: both side by side, and the smallest input on which they differ, if there is
 * one.
 */
export function differenceText({ shape, sides, found }: Difference): string {
  const [a, b] = sides;
  const rows = Math.max(a.groups.length, b.groups.length);
  const lines = [
    differenceAnswer(found),
    '',
    line`${a.subject} ${a.version} and ${b.subject} ${b.version}, ${shapeKey(shape)}`,
    '',
    ...sideBySide([['', a.subject, b.subject]]),
    ...Array.from({ length: rows }, (_, row) => sideBySide(comparedLines(a, b, row))).flat(),
    ...(found.kind === 'different' ? ['', ...smallestLines(found.smallest, sides, found.cases)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function differenceAnswer(found: Difference['found']): string {
  if (found.kind === 'equal') return `Equal: ${found.because}.`;
  if (found.kind === 'none')
    return `No difference was found in ${formatCount(found.cases)} cases of all distributions.`;
  return 'They differ.';
}

function comparedLines(a: Side, b: Side, row: number): readonly SideLine[] {
  const line = (label: string, text: (record: RevelationRecord) => string): SideLine => {
    const [first, second] = [a, b].map(({ groups }) => (groups[row] === undefined ? '' : text(groups[row])));
    return [label, first!, second!];
  };
  const trees = [a, b].some(({ groups }) => (groups[row]?.terms ?? 0) <= mostTerms && groups[row]?.explained);
  return [
    ['', '', ''],
    ...(Math.max(a.groups.length, b.groups.length) > 1
      ? [line('outputs', ({ outputs }) => `${outputs.length}: ${someOf(outputs, mostOutputs)}`)]
      : []),
    line('tree', ({ explained, summary, terms, height, because }) =>
      explained ? `${summary} (${terms} terms, height ${height})` : oneLine(`not explained: ${because}`),
    ),
    ...(trees ? [line('', ({ tree, terms }) => (terms <= mostTerms ? (tree ?? '') : ''))] : []),
    line('arithmetic', ({ arithmetic }) => arithmetic ?? ''),
    line('replayed', ({ replay }) =>
      replay === null
        ? ''
        : `${counted(replay.cases, 'output')}, ${counted(replay.mismatches, 'mismatch', 'mismatches')}`,
    ),
  ];
}

function smallestLines(
  { input, output, results, exact, tried, minimal }: SmallestDifference,
  sides: Difference['sides'],
  cases: number,
): readonly string[] {
  const { shape, image, kernel } = input;
  const width = Math.max(...sides.map(({ subject }) => subject.length));
  const bits = ({ format }: Side, value: number): string => bitsIn(value, format);
  const end = minimal ? '' : ' until the time was over';
  const effort = `${counted(cases, 'random case')}, ${formatCount(tried)} simpler ones tried${end}`;
  return [
    `The smallest input on which they differ (${effort}):`,
    `  shape      ${shapeKey(shape)}, output ${output}`,
    ...tensorLines('image', image, shape.width * shape.channelsIn),
    ...tensorLines('kernel', kernel, shape.kernelWidth * shape.channelsIn * shape.channelsOut),
    `  exact      ${exact}`,
    ...sides.map((side, index) => {
      const result = results[index]!;
      const decimal = withInfinitySign(fullDecimal(result));
      return `  ${side.subject.padEnd(width)}  ${bits(side, result).padEnd(16)}  ${decimal}`;
    }),
  ];
}

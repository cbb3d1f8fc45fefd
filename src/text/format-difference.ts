import type { Difference, Side, SmallestDifference } from '../compare/difference.ts';
import { shapeKey } from '../conv/shape-key.ts';
import { fullDecimal } from '../explain/full-decimal.ts';
import { bits32, bits64 } from '../float/bits.ts';
import type { RevelationRecord } from '../reveal/convolution/revelation-record.ts';
import { formatCount } from './format-number.ts';
import { type SideLine, sideBySide } from './side-by-side.ts';
import { tensorLines } from './tensor-lines.ts';

/** What `lastbit reveal --diff A B` prints: both, side by side; the smallest input on which they differ, or that there is none. */
export function differenceText({ shape, sides, found }: Difference): string {
  const [a, b] = sides;
  const rows = Math.max(a.groups.length, b.groups.length);
  const lines = [
    `${a.subject} ${a.version} and ${b.subject} ${b.version}, ${shapeKey(shape)}`,
    '',
    ...sideBySide([['', a.subject, b.subject]]),
    ...Array.from({ length: rows }, (_, row) => sideBySide(groupLines(a, b, row))).flat(),
    '',
  ];
  if (found.kind === 'equal') lines.push(`Equal: ${found.because}.`);
  if (found.kind === 'none')
    lines.push(`No difference was found in ${formatCount(found.cases)} cases of all distributions.`);
  if (found.kind === 'different') lines.push(...smallestLines(found.smallest, sides, found.cases));
  return `${lines.join('\n')}\n`;
}

function groupLines(a: Side, b: Side, row: number): readonly SideLine[] {
  const cell = (side: Side, text: (record: RevelationRecord) => string): string => {
    const record = side.groups[row];
    return record === undefined ? '' : text(record);
  };
  const line = (label: string, text: (record: RevelationRecord) => string): SideLine => [
    label,
    cell(a, text),
    cell(b, text),
  ];
  const trees = [a, b].some(({ groups }) => (groups[row]?.terms ?? 0) <= 64 && groups[row]?.explained);
  return [
    ['', '', ''],
    ...(Math.max(a.groups.length, b.groups.length) > 1 ? [line('outputs', outputsOf)] : []),
    line('tree', ({ explained, summary, terms, height, because }) =>
      explained ? `${summary} (${terms} terms, height ${height})` : `not explained: ${because}`,
    ),
    ...(trees ? [line('', ({ tree, terms }) => (terms <= 64 ? (tree ?? '') : ''))] : []),
    line('arithmetic', ({ arithmetic }) => arithmetic ?? ''),
    line('replayed', ({ replay }) =>
      replay === null ? '' : `${formatCount(replay.cases)} outputs, ${formatCount(replay.mismatches)} mismatches`,
    ),
  ];
}

function outputsOf({ outputs }: RevelationRecord): string {
  return `${outputs.length}: ${outputs.slice(0, 6).join(', ')}${outputs.length > 6 ? ', …' : ''}`;
}

function smallestLines(
  { input, output, results, exact, tried, minimal }: SmallestDifference,
  sides: Difference['sides'],
  cases: number,
): readonly string[] {
  const { shape, image, kernel } = input;
  const width = Math.max(...sides.map(({ subject }) => subject.length));
  const bits = ({ format }: Side, value: number): string => (format === 'binary32' ? bits32(value) : bits64(value));
  return [
    `They differ. The smallest input found (${formatCount(cases)} random cases, ${formatCount(tried)} tried to make it smaller${minimal ? '' : ', not to the end'}):`,
    `  shape      ${shapeKey(shape)}, output ${output}`,
    ...tensorLines('image', image, shape.width * shape.channelsIn),
    ...tensorLines('kernel', kernel, shape.kernelWidth * shape.channelsIn * shape.channelsOut),
    `  exact      ${exact}`,
    ...sides.map(
      (side, index) =>
        `  ${side.subject.padEnd(width)}  ${bits(side, results[index]!).padEnd(16)}  ${fullDecimal(results[index]!)}`,
    ),
  ];
}

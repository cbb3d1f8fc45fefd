import { type Bits32, type Bits64, fromBits32, fromBits64 } from '../float/bits.ts';
import { readableNumber, sentenceDecimal } from '../float/decimal.ts';
import type { WorstCaseRow, WorstCases } from '../schemas/worst-cases-schema.ts';
import { scoreText, shareText } from './hunt-lines.ts';
import { grouped, markdownTable } from './layout.ts';
import { formatCount, formatNumber } from './numbers.ts';

/** docs/worst-cases.md: what `lastbit hunt --all` prints. */
export function worstCasesMarkdown({ lastbit, command, cpu, node, seed, rows }: WorstCases): string {
  const found = rows.filter(({ score }) => score !== null);
  const bySubject = [...grouped(rows, ({ subject }) => subject)];
  return `# Worst cases

Written by \`${command}\` (lastbit ${lastbit}, Node ${node}, ${cpu}, seed ${seed}).
A test compares this page with [worst-cases.json](worst-cases.json). [Hunting](hunt.md) explains the words. Seconds
include revealing the subject; another machine needs others, and another processor may sum in another order.

An error in u·P is a share of the sum P of the absolute products, in units of u = 2^-24 (2^-53 in binary64). The
limit is what no allowed input exceeds; without one, the row is the best found. *Random* is the best that random
numbers gave.

${markdownTable(
  ['subject', 'input', 'worst found', 'of the limit', 'limit', 'random', 'evaluations', 'seconds'],
  rows.map(tableRow),
)}

${found.length} of ${rows.length} hunts found an input. Each is below: the numbers that the attacked output
reads, in the order of its terms (kernel row, kernel column, channel), first for reading, then as bits.

${bySubject.map(([subject, of]) => subjectSection(subject, of)).join('\n\n')}
`;
}

function tableRow(row: WorstCaseRow): readonly string[] {
  const { subject, words, because, score, ratio, limit, random, aim, evaluations, seconds } = row;
  const head = [`\`${subject}\``, `\`${words}\``];
  if (score === null) return [...head, because ?? 'no input with an error', '–', '–', '–', '–', '–'];
  return [
    ...head,
    scoreText(score, aim),
    ratio === null ? '–' : shareText(ratio),
    limit === null ? 'none known' : limit.name,
    random === null || random.score === null ? '–' : scoreText(random.score, aim),
    formatCount(evaluations),
    formatNumber(seconds, 2),
  ];
}

function subjectSection(subject: string, rows: readonly WorstCaseRow[]): string {
  const found = rows.filter(({ computed }) => computed !== null);
  return [`## \`${subject}\` ${rows[0]!.version}`, ...found.map(rowSection)].join('\n\n');
}

function rowSection({ words, computedAs, output, pixels, taps, computed, exact }: WorstCaseRow): string {
  const number = computed!.length === 8 ? fromBits32(computed as Bits32) : fromBits64(computed as Bits64);
  const format = computed!.length === 8 ? 'binary32' : 'binary64';
  return [
    `\`${words}\`, output ${output}: ${computedAs}.`,
    '',
    '```',
    `pixels    ${readable(pixels)}`,
    `taps      ${readable(taps)}`,
    `computed  ${readableNumber(number, format)} (${computed})`,
    `exact     ${sentenceDecimal(exact!)}`,
    `pixels    ${packed(pixels)}`,
    `taps      ${packed(taps)}`,
    '```',
  ].join('\n');
}

/** Repeated numbers are written once, with how often they come. */
function runs(texts: readonly string[]): readonly string[] {
  const list: { text: string; count: number }[] = [];
  for (const text of texts) {
    const last = list.at(-1);
    if (last?.text === text) last.count += 1;
    else list.push({ text, count: 1 });
  }
  return list.map(({ text, count }) => (count === 1 ? text : `${count}×(${text})`));
}

const readable = (bits: readonly string[]): string =>
  runs(bits.map((one) => readableNumber(fromBits32(one as Bits32), 'binary32'))).join(' ');
const packed = (bits: readonly string[]): string => runs(bits).join(' ');

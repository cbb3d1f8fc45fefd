import type { OutputExplanation, ResultRow } from '../explain/explanation.ts';
import { formatNumber } from './format-number.ts';
import { subjectNames } from './format-subjects.ts';
import { wrapped } from './format-text.ts';
import { alignPoints, type Column, tableLines } from './table.ts';

/** Rows that share one line: one subject, or all orders of lastbit with the same result. */
interface Line {
  readonly name: string;
  readonly row: ResultRow;
}

const columns: readonly Column<Line>[] = [
  { title: 'subject', align: 'left', cell: ({ name }) => name },
  { title: 'result', align: 'point', cell: ({ row }) => row.shortest ?? '–' },
  { title: 'bits', align: 'left', cell: ({ row }) => row.bits ?? '–' },
  { title: 'error, ulp', align: 'point', cell: ({ row }) => formatNumber(row.signedErrorUlp, 4) },
  { title: 'error ÷ u·P', align: 'point', cell: ({ row }) => formatNumber(row.errorOverUP) },
  { title: 'bound, ulp', align: 'point', cell: ({ row }) => formatNumber(row.boundUlp, 4) },
  { title: 'within', align: 'left', cell: ({ row }) => withinWords(row) },
];

/**
 * One line a subject: real engines first; then lastbit's own orders, those with the same result on one line, because there are
 * many of them. Subjects without a result say why below the others.
 */
export function resultLines(results: readonly ResultRow[]): readonly string[] {
  const valued = results.filter(({ outcome }) => outcome.kind === 'value');
  const real = valued.filter((row) => !isOwn(row));
  const own = valued.filter(isOwn);
  const lines = [...real.map(lineOf), ...(real.length === 0 ? own.map(lineOf) : ownLines(own))];
  const table = lines.length === 0 ? [] : tableLines(columns, lines).map((line) => `  ${line}`);
  const silent = results.filter((row) => row.outcome.kind !== 'value').flatMap(silenceLines);
  const gap = table.length > 0 && silent.length > 0 ? [''] : [];
  const note = lines.length < valued.length ? ['', `  ${ownNote}`] : [];
  return [...table, ...gap, ...silent, ...note, ...boundNotes(valued)];
}

function isOwn({ subject }: ResultRow): boolean {
  return subject.startsWith('lastbit/');
}

function lineOf(row: ResultRow): Line {
  return { name: row.subject, row };
}

const ownNote = 'Orders of lastbit with the same result are on one line; --subject lastbit shows each.';

function ownLines(rows: readonly ResultRow[]): readonly Line[] {
  const groups = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const key = `${row.bits} ${row.boundUlp} ${row.withinBound}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => ({
    name: subjectNames(
      group.map(({ subject }) => subject),
      2,
    ),
    row: group[0]!,
  }));
}

function silenceLines(row: ResultRow): readonly string[] {
  const { subject, outcome } = row;
  if (outcome.kind === 'value') return [];
  const why = outcome.kind === 'missing' ? `${outcome.reason}; to get it: ${outcome.howToGetIt}` : outcome.reason;
  return [`  ${subject}  ${outcome.kind}: ${why.replace(/\s*\n\s*/g, ' ')}`];
}

function withinWords({ withinBound }: ResultRow): string {
  return withinBound === null ? '–' : withinBound ? 'yes' : 'NO';
}

/** Why the bound does not speak of some rows: one line for each reason. */
function boundNotes(rows: readonly ResultRow[]): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const { boundBecause, subject } of rows) {
    if (boundBecause !== null) reasons.set(boundBecause, [...(reasons.get(boundBecause) ?? []), subject]);
  }
  if (reasons.size === 0) return [];
  const all = (subjects: readonly string[]): string =>
    subjects.length === rows.length ? 'all' : subjectNames(subjects);
  return [
    '',
    ...[...reasons].flatMap(([reason, subjects]) => wrapped(`No bound (–) for ${all(subjects)}: ${reason}.`, 2)),
  ];
}

/** Every different result with all its digits, from the smallest to the largest, the exact value among them. */
export function digitLines({ exact, results }: OutputExplanation): readonly string[] {
  const groups = new Map<string, string[]>(exact.because === null ? [[exact.decimal, []]] : []);
  for (const { decimal, subject } of results) {
    if (decimal !== null) groups.set(decimal, [...(groups.get(decimal) ?? []), subject]);
  }
  const decimals = [...groups.keys()].sort((a, b) => Number(a) - Number(b));
  const aligned = alignPoints(decimals);
  const lines = decimals.flatMap((decimal, index) => {
    const mark = exact.decimal === decimal ? '  the exact value' : '';
    const subjects = groups.get(decimal)!;
    return [
      `  ${aligned[index]}${mark}`.trimEnd(),
      ...(subjects.length === 0 ? [] : wrapped(subjectNames(subjects), 6)),
    ];
  });
  return lines.length === 0 ? [] : ['All digits', ...lines];
}

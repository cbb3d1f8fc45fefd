import type { OutputExplanation, ResultRow } from '../explain/explanation.ts';
import { formatCount, formatNumber } from './format-number.ts';
import { alignPoints, type Column, tableLines } from './table.ts';

const columns: readonly Column<ResultRow>[] = [
  { title: 'subject', align: 'left', cell: ({ subject }) => subject },
  { title: 'result', align: 'point', cell: ({ shortest }) => shortest ?? '–' },
  { title: 'bits', align: 'left', cell: ({ bits }) => bits ?? '–' },
  {
    title: 'error, ulp',
    align: 'point',
    cell: ({ signedErrorUlp }) => formatNumber(signedErrorUlp, 4).replace('-', '−'),
  },
  { title: '÷ u·P', align: 'point', cell: ({ errorOverUP }) => formatNumber(errorOverUP) },
  { title: 'bound, ulp', align: 'point', cell: ({ boundUlp }) => formatNumber(boundUlp, 4) },
  { title: 'within', align: 'left', cell: withinWords },
  { title: 'computed as (random cases with the same bits)', align: 'left', cell: explainedWords },
];

/** One row a subject: real engines first, then our own orders; subjects without a result say why below the others. */
export function resultLines(results: readonly ResultRow[]): readonly string[] {
  const own = ({ subject }: ResultRow): boolean => subject.startsWith('lastbit/');
  const valued = results.filter(({ outcome }) => outcome.kind === 'value');
  const sorted = [...valued.filter((row) => !own(row)), ...valued.filter(own)];
  const table = sorted.length === 0 ? [] : tableLines(columns, sorted).map((line) => `  ${line}`);
  const silent = results
    .filter((row) => row.outcome.kind !== 'value')
    .map((row) => `  ${row.subject}  ${silenceWords(row)}`);
  return [...table, ...(silent.length > 0 && table.length > 0 ? [''] : []), ...silent];
}

function silenceWords({ outcome }: ResultRow): string {
  if (outcome.kind === 'value') return '';
  if (outcome.kind === 'missing') return `missing: ${outcome.reason}; to get it: ${outcome.howToGetIt}`;
  return `${outcome.kind}: ${outcome.reason}`;
}

function withinWords({ withinBound }: ResultRow): string {
  return withinBound === null ? '–' : withinBound ? 'yes' : 'NO';
}

const mostNamed = 3;

function explainedWords({ explainedBy, explainedBecause }: ResultRow): string {
  const best = explainedBy[0];
  if (best === undefined) return 'no order of lastbit gives these bits';
  const why = explainedBecause === null || explainedBecause === 'no order is left' ? '' : ` (${explainedBecause})`;
  const count = `${formatCount(best.agreed)} of ${formatCount(best.tried)}${why}`;
  if (best.agreed < best.tried) return `none; nearest ${short(best.order)}, ${count}`;
  const whole = explainedBy.filter(({ agreed, tried }) => agreed === tried).map(({ order }) => short(order));
  const rest = whole.length - mostNamed;
  return `${whole.slice(0, mostNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}: ${count}`;
}

function short(order: string): string {
  return order.replace('lastbit/', '');
}

/** Every different result with all its digits, from the smallest to the largest, beside the exact value. */
export function digitLines({ exact, results }: OutputExplanation): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { decimal, subject } of results) {
    if (decimal !== null) groups.set(decimal, [...(groups.get(decimal) ?? []), subject]);
  }
  if (exact.because === null) groups.set(exact.decimal, [...(groups.get(exact.decimal) ?? [])]);
  const decimals = [...groups.keys()].sort((a, b) => Number(a) - Number(b));
  const aligned = alignPoints(decimals);
  const lines = decimals.map((decimal, index) => {
    const mark = exact.decimal === decimal ? 'exact' : '     ';
    return `  ${aligned[index]}  ${mark}  ${who(groups.get(decimal)!)}`.trimEnd();
  });
  return lines.length === 0 ? [] : ['All digits', ...lines];
}

function who(subjects: readonly string[]): string {
  const real = subjects.filter((subject) => !subject.startsWith('lastbit/'));
  const own = subjects.length - real.length;
  const parts =
    own === 0
      ? real
      : [...real, own <= 2 ? subjects.filter((s) => s.startsWith('lastbit/')).join(', ') : `${own} orders of lastbit`];
  return parts.join(', ');
}

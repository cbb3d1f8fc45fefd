import type { ResultRow } from '../explain/explanation.ts';
import { formatCount } from './format-number.ts';
import { subjectNames } from './format-subjects.ts';
import { wrapped } from './format-text.ts';
import { type Column, tableLines } from './table.ts';

const columns: readonly Column<ResultRow>[] = [
  { title: 'subject', align: 'left', cell: ({ subject }) => subject },
  { title: 'computed as', align: 'left', cell: ordersOf },
  { title: 'same bits', align: 'left', cell: agreementOf },
];

/** Which of our orders each real engine follows, and on how many random cases that was found true; our own orders only where they are alone. */
export function computedAsLines(results: readonly ResultRow[]): readonly string[] {
  const valued = results.filter(({ outcome }) => outcome.kind === 'value');
  const real = valued.filter(({ subject }) => !subject.startsWith('lastbit/'));
  const rows = real.length > 0 ? real : valued;
  if (rows.length === 0) return [];
  return [
    '',
    'Computed as: the orders of lastbit that give the same bits here and on random cases of this shape',
    ...tableLines(columns, rows).map((line) => `  ${line}`),
    ...revealedLines(rows),
  ];
}

/** The tree and the arithmetic that probes found; subjects of which the same was found share a line. */
function revealedLines(rows: readonly ResultRow[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { subject, revealed } of rows) {
    if (revealed === null) continue;
    const { explained, summary, arithmetic, because } = revealed;
    const text = explained ? `${summary}; ${arithmetic}` : `not explained: ${because?.replace(/\s*\n\s*/g, ' ')}`;
    groups.set(text, [...(groups.get(text) ?? []), subject]);
  }
  if (groups.size === 0) return [];
  const found = [...groups].flatMap(([text, subjects]) => [`  ${text}`, ...wrapped(subjectNames(subjects), 6)]);
  return ['', 'Revealed by probes and replayed (lastbit reveal SUBJECT tells more)', ...found];
}

const mostNamed = 3;

function ordersOf({ explainedBy }: ResultRow): string {
  const best = explainedBy[0];
  if (best === undefined) return 'none of them gives these bits';
  if (best.agreed < best.tried) return `none of them; nearest is ${short(best.order)}`;
  const whole = explainedBy.filter(({ agreed, tried }) => agreed === tried).map(({ order }) => short(order));
  const rest = whole.length - mostNamed;
  return `${whole.slice(0, mostNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function agreementOf({ explainedBy, explainedBecause }: ResultRow): string {
  const best = explainedBy[0];
  if (best === undefined) return '–';
  const why = best.agreed < best.tried || explainedBecause === null ? '' : ` (${explainedBecause})`;
  return `${formatCount(best.agreed)} of ${formatCount(best.tried)}${why}`;
}

function short(order: string): string {
  return order.replace('lastbit/', '');
}

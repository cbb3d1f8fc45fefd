import type { CampaignResult, CampaignRow } from '../fuzz/campaign-records.ts';
import { closingLines } from './format-campaign.ts';
import { formatCount, formatShare } from './format-number.ts';
import type { ReplayPlace } from './replay-command.ts';
import { type Column, tableLines } from './table.ts';

/** Rows that are told in one line: those of a claim, or of a subject. */
interface Group {
  readonly name: string;
  readonly rows: readonly CampaignRow[];
}

const sumOf = (rows: readonly CampaignRow[], of: (row: CampaignRow) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

const columns = (first: string, counted: string): readonly Column<Group>[] => [
  { title: first, align: 'left', cell: ({ name }) => name },
  { title: counted, align: 'right', cell: ({ rows }) => formatCount(rows.length) },
  {
    title: 'fewest cases',
    align: 'right',
    cell: ({ rows }) => formatCount(Math.min(...rows.map(({ cases }) => cases))),
  },
  { title: 'outputs', align: 'right', cell: ({ rows }) => formatCount(sumOf(rows, ({ outputs }) => outputs)) },
  {
    title: 'most discarded',
    align: 'point',
    cell: ({ rows }) => formatShare(Math.max(...rows.map(({ discardedShare }) => discardedShare))),
  },
  {
    title: 'largest error ÷ bound',
    align: 'point',
    cell: ({ rows }) => Math.max(...rows.map(({ attained }) => attained)).toFixed(4),
  },
  {
    title: 'known defects',
    align: 'right',
    cell: ({ rows }) => formatCount(sumOf(rows, ({ knownHits }) => knownHits)),
  },
  { title: 'violations', align: 'right', cell: ({ rows }) => formatCount(sumOf(rows, ({ violations }) => violations)) },
  { title: 'verdicts', align: 'left', cell: ({ rows }) => verdictsOf(rows) },
];

/** As in "49 holds, 2 discarded". */
function verdictsOf(rows: readonly CampaignRow[]): string {
  const verdicts = [...new Set(rows.map(({ verdict }) => verdict))];
  return verdicts
    .map((one) => `${formatCount(rows.filter(({ verdict }) => verdict === one).length)} ${one}`)
    .join(', ');
}

/**
 * A campaign in one line a claim, and then in one line a subject: the fewest cases among its rows, all outputs, the largest discarded share and
 * ratio, outputs with known defects, violations, and how many rows have which verdict. Rows of which nothing was judged are left out.
 */
export function campaignSummary(result: CampaignResult, place?: ReplayPlace): readonly string[] {
  const judged = result.rows.filter(({ outputs, alarm }) => outputs > 0 || alarm);
  return [
    ...tableLines(
      columns('claim', 'subjects'),
      groupsOf(judged, ({ claim }) => claim),
    ),
    '',
    ...tableLines(
      columns('subject', 'claims'),
      groupsOf(judged, ({ subject }) => subject),
    ),
    '',
    ...closingLines(result, place),
  ];
}

function groupsOf(rows: readonly CampaignRow[], nameOfRow: (row: CampaignRow) => string): readonly Group[] {
  const names = [...new Set(rows.map(nameOfRow))];
  return names.map((name) => ({ name, rows: rows.filter((row) => nameOfRow(row) === name) }));
}

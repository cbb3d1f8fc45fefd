import type { CampaignResult, CampaignRow } from '../fuzz/campaign-records.ts';
import { closingLines } from './campaign.ts';
import { campaignAnswer } from './campaign-answer.ts';
import type { ReplayPlace } from './counterexample.ts';
import { type Column, grouped, tableLines, wrapped } from './layout.ts';
import { formatCount, formatShare } from './numbers.ts';

/** The rows of one claim, or of one subject. */
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
    title: 'most declined',
    align: 'right',
    cell: ({ rows }) => formatCount(Math.max(...rows.map(({ declined }) => declined))),
  },
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

/** As in "49 holds, 2 vacuous". */
function verdictsOf(rows: readonly CampaignRow[]): string {
  const verdicts = [...new Set(rows.map(({ verdict }) => verdict))];
  return verdicts
    .map((one) => `${formatCount(rows.filter(({ verdict }) => verdict === one).length)} ${one}`)
    .join(', ');
}

/**
 * A campaign as two tables: a line for each claim, and a line for each subject. Rows without a judged output are left
 * out.
 */
export function campaignSummary(result: CampaignResult, place?: ReplayPlace): readonly string[] {
  const judged = result.rows.filter(({ outputs, alarm }) => outputs > 0 || alarm);
  return [
    ...wrapped(campaignAnswer(result), 0),
    '',
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

function groupsOf(rows: readonly CampaignRow[], nameOf: (row: CampaignRow) => string): readonly Group[] {
  return [...grouped(rows, nameOf)].map(([name, members]) => ({ name, rows: members }));
}

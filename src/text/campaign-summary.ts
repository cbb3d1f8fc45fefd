import type { ClaimStatus } from '../claims/claim-text.ts';
import type { CampaignResult, CampaignRow } from '../fuzz/campaign-records.ts';
import { closingLines, verdictWord } from './campaign.ts';
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

const columns = (first: string, counted: string, statusOf: StatusOf): readonly Column<Group>[] => [
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
    mayGo: true,
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
    mayGo: true,
    cell: ({ rows }) => formatCount(sumOf(rows, ({ knownHits }) => knownHits)),
  },
  {
    title: 'violations',
    align: 'right',
    mayGo: true,
    // A relation that nothing promises is not violated: the verdict says how many do not hold.
    cell: ({ rows }) =>
      formatCount(sumOf(rows, (row) => (row.differences === undefined || row.alarm ? row.violations : 0))),
  },
  { title: 'verdicts', align: 'left', cell: ({ rows }) => verdictsOf(rows, statusOf) },
];

type StatusOf = (row: CampaignRow) => ClaimStatus;

/** As in "49 holds, 2 vacuous". */
function verdictsOf(rows: readonly CampaignRow[], statusOf: StatusOf): string {
  const words = rows.map((row) => verdictWord(row, statusOf(row)));
  return [...new Set(words)]
    .map((one) => `${formatCount(words.filter((word) => word === one).length)} ${one}`)
    .join(', ');
}

/**
 * A campaign as two tables: a line for each claim, and a line for each subject. Rows without a judged output are left
 * out.
 */
export function campaignSummary(result: CampaignResult, place?: ReplayPlace, width?: number): readonly string[] {
  const statuses = new Map(result.claims.map(({ id, status }) => [id, status]));
  const statusOf: StatusOf = ({ claim }) => statuses.get(claim) ?? 'proven';
  const judged = result.rows.filter(({ outputs, alarm }) => outputs > 0 || alarm);
  return [
    ...wrapped(campaignAnswer(result), 0, width),
    '',
    ...tableLines(
      columns('claim', 'subjects', statusOf),
      groupsOf(judged, ({ claim }) => claim),
      { width },
    ),
    '',
    ...tableLines(
      columns('subject', 'claims', statusOf),
      groupsOf(judged, ({ subject }) => subject),
      { width },
    ),
    '',
    ...closingLines(result, place, width),
  ];
}

function groupsOf(rows: readonly CampaignRow[], nameOf: (row: CampaignRow) => string): readonly Group[] {
  return [...grouped(rows, nameOf)].map(([name, members]) => ({ name, rows: members }));
}

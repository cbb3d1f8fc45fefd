import type { ClaimStatus } from '../claims/claim-text.ts';
import { shapeKey } from '../conv/shape-key.ts';
import type { CampaignProgress, CampaignResult, CampaignRow, RowVerdict } from '../fuzz/campaign-records.ts';
import { places } from '../places/places.ts';
import { foldOrders, nothingJudged } from './fold-orders.ts';
import { formatCount, formatNumber, formatShare } from './format-number.ts';
import { wrapped } from './format-text.ts';
import { type ReplayPlace, replayCommand } from './replay-command.ts';
import { type Column, tableLines } from './table.ts';

/** What the live line of a campaign says. */
export function progressLine(progress: CampaignProgress): string {
  const { elapsedMs, cases, casesPerSecond, checked, bestRatio, bestSubject, findings, knownHits, doing } = progress;
  const parts = [
    `${(elapsedMs / 1000).toFixed(1)} s`,
    `${formatCount(cases)} cases`,
    `${formatCount(Math.round(casesPerSecond))} cases/s`,
    `${formatCount(checked)} checks`,
    `best error ÷ bound ${bestRatio.toFixed(4)} (${bestSubject})`,
    ...(knownHits > 0 ? [`${formatCount(knownHits)} hits of known defects`] : []),
    ...(findings > 0 ? [`${findings} NEW COUNTEREXAMPLES`] : []),
    doing,
  ];
  return parts.join(' · ');
}

type Named = CampaignResult['claims'][number];

/** What a claim of each kind that has one row only is listed under. */
const headings: Readonly<Partial<Record<Named['kind'], string>>> = {
  operation: 'Rounded operations of this process',
  sum: 'Sums of binary32 numbers, in any order',
  comparison: 'How results stand to one another',
};

/** Behaviour is there or not: it has no bound to come near to. */
const columnsOf = ({ status, kind }: Named): readonly Column<CampaignRow>[] => [
  { title: 'subject', align: 'left', cell: ({ subject }) => subject },
  { title: 'verdict', align: 'left', cell: (row) => verdictWord(row, status) },
  ...figures.filter(({ title }) => kind !== 'metamorphic' || title !== ratioTitle),
];

const ratioTitle = 'error ÷ bound';

const figures: readonly Column<CampaignRow>[] = [
  { title: 'cases', align: 'right', cell: ({ cases }) => formatCount(cases) },
  {
    title: 'vacuous',
    align: 'point',
    cell: ({ discardedShare, outputs }) => (outputs === 0 ? '' : formatShare(discardedShare)),
  },
  {
    title: ratioTitle,
    align: 'point',
    cell: ratioCell,
  },
  { title: 'new', align: 'right', cell: ({ entries }) => (entries.length === 0 ? '' : String(entries.length)) },
  { title: 'remarks', align: 'left', cell: remarks },
];

const usualPlace: ReplayPlace = { corpus: places.corpus, engines: {} };

/** A table a claim, the recorded defects that were met, and what was counted: nothing that another run of the seed would say in another way. */
export function campaignLines(result: CampaignResult, place: ReplayPlace = usualPlace): readonly string[] {
  const { claims, rows } = result;
  const rowsOf = ({ id }: Named): readonly CampaignRow[] => rows.filter(({ claim }) => claim === id);
  const tried = claims.filter((claim) => rowsOf(claim).length > 0);
  return [
    ...tried
      .filter(({ kind }) => headings[kind] === undefined)
      .flatMap((claim) => [
        ...wrapped(`${claim.id} (${claim.status}): ${claim.statement}`, 0),
        ...tableLines(columnsOf(claim), foldOrders(rowsOf(claim))).map((line) => `  ${line}`),
        '',
      ]),
    ...Object.entries(headings).flatMap(([kind, heading]) => {
      const listed = tried.filter((claim) => claim.kind === kind);
      return listed.length === 0 ? [] : [`${heading}:`, ...listLines(listed, rowsOf), ''];
    }),
    ...closingLines(result, place),
  ];
}

/** What stands below all tables: recorded defects, new counterexamples, what was counted. */
export function closingLines(
  { seed, cases, checked, defects, findings }: CampaignResult,
  place: ReplayPlace = usualPlace,
): readonly string[] {
  return [
    ...defects.map(({ entry, hits, sameVersion, shows }) => {
      const where = `${entry.subject.id} ${entry.subject.version} (${entry.claim}/${entry.id})`;
      const version = sameVersion ? 'at the same version' : 'at another version';
      if (shows === false) return `NEWS: a known defect no longer shows, ${version}: ${where}`;
      const met = hits > 0 ? `${formatCount(hits)} hits` : 'its own case only';
      return `KNOWN DEFECT  ${met}${sameVersion ? '' : `, still there ${version}`}: ${where}: ${entry.note ?? ''}`;
    }),
    ...findings.map(({ entry, path, notWritten }) => {
      const where = path ?? (notWritten === undefined ? '' : `not written: ${notWritten}`);
      return `NEW COUNTEREXAMPLE  ${entry.claim} by ${entry.subject.id}: ${where}\n  replay: ${replayCommand(entry, place)}`;
    }),
    `${formatCount(checked)} (subject, case) pairs checked on ${formatCount(cases)} cases, seed ${seed}.`,
  ];
}

/** The only line of a campaign that hangs on the clock. */
export function timeLine({ elapsedMs, checked, cases }: CampaignResult): string {
  const seconds = elapsedMs / 1000;
  const rate = (count: number): string => formatCount(Math.round(count / seconds));
  return `${formatNumber(seconds)} s: ${rate(cases)} cases/s, ${rate(checked)} checks/s`;
}

/** The largest ratio of what holds; where something does not, that is all that matters. */
function ratioCell({ attained, outputs, refutation, verdict }: CampaignRow): string {
  if (outputs === 0 || refutation !== undefined) return '';
  return verdict === 'violated' ? '> 1' : attained.toFixed(4);
}

/** One line a claim. */
function listLines(claims: readonly Named[], rowsOf: (claim: Named) => readonly CampaignRow[]): readonly string[] {
  const rows = claims.flatMap((claim) => rowsOf(claim).map((row) => ({ claim, row })));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { title: 'claim', align: 'left', cell: ({ claim }) => claim.id },
    { title: 'status', align: 'left', cell: ({ claim }) => claim.status },
    { title: 'verdict', align: 'left', cell: ({ claim, row }) => verdictWord(row, claim.status) },
    ...figures.map((column) => ({ ...column, cell: ({ row }: (typeof rows)[number]) => column.cell(row) })),
  ];
  return tableLines(columns, rows).map((line) => `  ${line}`);
}

const verdictWords: Record<RowVerdict, string> = {
  holds: 'holds',
  violated: 'VIOLATED',
  'known-defect': 'known defect',
  vacuous: 'vacuous',
  failed: 'FAILED',
  missing: 'missing',
};

/** What is no surprise is not said in capitals. */
function verdictWord(row: CampaignRow, status: ClaimStatus): string {
  const { verdict, alarm } = row;
  if (nothingJudged(row)) return 'not judged';
  if (verdict !== 'violated' || alarm) return verdictWords[verdict];
  return status === 'conjectured' ? 'NEWS: COUNTEREXAMPLE' : status === 'refuted' ? 'refuted' : 'not always';
}

function remarks({ because, declined, failures, knownHits, violations, refutation, difference }: CampaignRow): string {
  return [
    ...(difference === undefined ? [] : [differenceText(difference)]),
    ...(knownHits > 0 ? [`${formatCount(knownHits)} outputs with known defects`] : []),
    ...(violations > 0 && refutation === undefined ? [`${formatCount(violations)} violations`] : []),
    ...(declined > 0 ? [`${formatCount(declined)} cases declined`] : []),
    ...(failures > 0 ? [`failed ${formatCount(failures)} times`] : []),
    ...(because === undefined ? [] : [because]),
    ...(refutation?.note === undefined ? [] : [refutation.note]),
  ].join('; ');
}

/** The smallest case of a difference in a few words; the JSON has it to the bit. */
function differenceText({ kind, change, values, must, shape }: NonNullable<CampaignRow['difference']>): string {
  return `${kind}: ${shapeKey(shape)}, ${change}: ${values.join(', then ')}, not ${must}`;
}

import type { ClaimStatus } from '../claims/claim-text.ts';
import { dotOverflow } from '../claims/error-bounds/overflow-and-zero.ts';
import { dotNonFinite } from '../claims/error-bounds/range.ts';
import { shapeKey } from '../conv/shape-text.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import { line } from '../errors/printable.ts';
import type { CampaignProgress, CampaignResult, CampaignRow, SampledCases } from '../fuzz/campaign-records.ts';
import { isUnreliable } from '../fuzz/run-verdict.ts';
import { places } from '../places/places.ts';
import { campaignAnswer, engineText, shortAnswer, silentSubjects, verdictWords } from './campaign-answer.ts';
import type { ReplayPlace } from './counterexample.ts';
import { coverageLines } from './coverage-lines.ts';
import { defectLines } from './defect-lines.ts';
import { tooFewLine } from './few-cases.ts';
import { faultLines } from './finding-lines.ts';
import { lastLines, propertyLines } from './last-lines.ts';
import { type Column, tableLines, wrapped } from './layout.ts';
import { counted, formatCount, formatNumber, formatShare, memoryText } from './numbers.ts';
import { savedLines } from './saved-failures.ts';
import { isOwn } from './subject-names.ts';

/** The live line of a campaign. */
export function progressLine(progress: CampaignProgress): string {
  const { elapsedMs, cases, casesPerSecond, checked, bestRatio, bestSubject, knownHits, doing } = progress;
  const parts = [
    `${(elapsedMs / 1000).toFixed(1)} s`,
    `${formatCount(cases)} cases`,
    `${formatCount(Math.round(casesPerSecond))} cases/s`,
    `${formatCount(checked)} checks`,
    `largest error ÷ bound that holds ${bestRatio.toFixed(4)} (${bestSubject})`,
    ...(knownHits > 0 ? [`${formatCount(knownHits)} hits of known defects`] : []),
    ...findingCounts(progress),
    doing,
  ];
  return parts.join(' · ');
}

/** Capitals are for what is new. */
function findingCounts({ findings, keptBefore }: CampaignProgress): readonly string[] {
  if (findings === 0) return [];
  const fresh = findings - keptBefore;
  if (keptBefore === 0) return [counted(fresh, 'NEW COUNTEREXAMPLE')].map((text) => text.replace(/s$/, 'S'));
  return [`${counted(findings, 'counterexample')}, ${fresh === 0 ? '0 new' : `${fresh} NEW`}`];
}

type Named = CampaignResult['claims'][number];

/** The headings of the kinds of claims that share a table, a row for each claim. */
const headings: Readonly<Partial<Record<Named['kind'], string>>> = {
  operation: 'Rounded operations',
  sum: 'Sums of binary32 numbers, in any order',
  comparison: 'Several runs of our own algorithms compared',
};

/** A metamorphic claim has no bound. */
const columnsOf = ({ status, kind }: Named): readonly Column<CampaignRow>[] => [
  { title: 'subject', align: 'left', cell: ({ subject }) => subject },
  { title: 'verdict', align: 'left', cell: (row) => verdictWord(row, status) },
  ...figures.filter(({ title }) => kind !== 'metamorphic' || title !== ratioTitle),
];

const ratioTitle = 'error ÷ bound';

const figures: readonly Column<CampaignRow>[] = [
  { title: 'cases', align: 'right', cell: ({ cases }) => formatCount(cases) },
  {
    title: 'discarded',
    align: 'point',
    cell: ({ discardedShare, outputs }) => (outputs === 0 ? '' : formatShare(discardedShare)),
  },
  {
    title: ratioTitle,
    align: 'point',
    cell: ratioCell,
  },
  { title: 'found', align: 'right', cell: ({ entries }) => (entries.length === 0 ? '' : String(entries.length)) },
  { title: 'remarks', align: 'left', cell: remarks },
];

const usualPlace: ReplayPlace = { corpus: places.corpus, engines: {} };

/**
 * The result in a line, a table for each claim, known defects, new counterexamples and counts. Depends on the seed
 * only, not on the clock.
 */
export function campaignLines(
  result: CampaignResult,
  place: ReplayPlace = usualPlace,
  width?: number,
): readonly string[] {
  const { claims, rows } = result;
  const rowsOf = ({ id }: Named): readonly CampaignRow[] => rows.filter(({ claim }) => claim === id);
  const tried = silentSubjects(result).length > 0 ? [] : claims.filter((claim) => rowsOf(claim).length > 0);
  return [
    ...wrapped(campaignAnswer(result), 0, width),
    '',
    ...tried
      .filter(({ kind }) => headings[kind] === undefined)
      .flatMap((claim) => [
        ...wrapped(`${claim.id} (${claim.status}): ${claim.statement}`, 0, width),
        ...tableLines(columnsOf(claim), foldOwn(rowsOf(claim)), { width, indent: 2 }),
        '',
      ]),
    ...Object.entries(headings).flatMap(([kind, heading]) => {
      const listed = tried.filter((claim) => claim.kind === kind);
      return listed.length === 0 ? [] : [`${heading}:`, ...listLines(listed, rowsOf, width), ''];
    }),
    ...closingLines(result, place, width),
  ];
}

/** As in "1,820 of 200,704 outputs of each of 37 large cases judged, the others compared with …". */
function sampledLine({ shapes, cases, judged, outputs }: SampledCases): string {
  const large = `${cases} large ${cases === 1 ? 'case' : 'cases'}`;
  const judgedOf =
    shapes === 1
      ? `${formatCount(judged / cases)} of ${formatCount(outputs / cases)} outputs of each of ${large}`
      : `${formatCount(judged)} of ${formatCount(outputs)} outputs of ${large} of ${shapes} shapes`;
  return `${judgedOf} judged, the others compared with sums in binary64.`;
}

/** The lines below the tables: known defects, faults and counterexamples, coverage, counts, and what decides. */
export function closingLines(
  result: CampaignResult,
  place: ReplayPlace = usualPlace,
  width?: number,
): readonly string[] {
  const { seed, cases, checked, defects, saved, engines, verdict, sampled, coverage } = result;
  const few = tooFewLine(result);
  return [
    ...saved.flatMap((one) => savedLines(one, place)),
    ...defectLines(defects, place),
    ...faultLines(result, place, width),
    ...engines
      .filter(({ restarts, lost }) => restarts + lost > 0)
      .map((engine) => `${isUnreliable(engine) ? 'UNRELIABLE' : 'RESTARTED'}  ${engineText(engine)}`),
    ...(sampled === null ? [] : [sampledLine(sampled)]),
    ...result.worstCases.map(worstCaseLine),
    ...propertyLines(result).flatMap((text) => wrapped(text, 0, width)),
    ...coverageLines(coverage),
    ...(coverage.batchesAlone === 0 ? [] : wrapped(shareLine(result), 0, width)),
    `${formatCount(checked)} (subject, case) pairs checked on ${formatCount(cases)} cases, seed ${seed}. ` +
      shortAnswer(verdict),
    ...lastLines(result),
    ...(few === undefined ? [] : wrapped(few, 0, width)),
  ];
}

/** What the bounds on conv2d had of a run that shares its time. */
function shareLine({ coverage, checked, batches }: CampaignResult): string {
  const { checkedBounds, batchesAlone } = coverage;
  return (
    `Bounds on conv2d: ${formatCount(checkedBounds)} of ${formatCount(checked)} checks; ` +
    `${formatCount(batchesAlone)} of ${formatCount(batches)} batches were for them alone.`
  );
}

function worstCaseLine({ claim, subject, errorOverBound }: AnyEntry): string {
  const ratio = errorOverBound?.toPrecision(4);
  return line`NEW WORST CASE  ${claim} by ${subject.id}: error ÷ bound ${ratio}; --json prints it for \`corpus add\``;
}

/** The only line of a campaign that depends on the clock. */
export function timeLine({ elapsedMs, checked, cases, jobs }: CampaignResult): string {
  const seconds = elapsedMs / 1000;
  const rate = (count: number): string => formatCount(Math.round(count / seconds));
  const { workers, peakBytes, again } = jobs;
  return [
    `${formatNumber(seconds)} s: ${rate(cases)} cases/s, ${rate(checked)} checks/s`,
    ...(workers > 1 ? [`${formatCount(workers)} processes`] : []),
    ...(again > 0 ? [`${counted(again, 'range')} run again`] : []),
    ...(peakBytes === null ? [] : [memoryText(peakBytes)]),
  ].join(', ');
}

/** The largest ratio of a row that holds; of a violated one it is enough that it is above 1. */
function ratioCell(row: CampaignRow): string {
  const { attained, outputs, verdict } = row;
  if (outputs === 0 || refutationOf(row) !== null) return '';
  return verdict === 'violated' ? '> 1' : attained.toFixed(4);
}

/** A table with a row for each claim. */
function listLines(
  claims: readonly Named[],
  rowsOf: (claim: Named) => readonly CampaignRow[],
  width: number | undefined,
): readonly string[] {
  const rows = claims.flatMap((claim) => rowsOf(claim).map((row) => ({ claim, row })));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { title: 'claim', align: 'left', cell: ({ claim }) => claim.id },
    { title: 'status', align: 'left', cell: ({ claim }) => claim.status },
    { title: 'verdict', align: 'left', cell: ({ claim, row }) => verdictWord(row, claim.status) },
    ...figures.map((column) => ({ ...column, cell: ({ row }: (typeof rows)[number]) => column.cell(row) })),
  ];
  return tableLines(columns, rows, { width, indent: 2 });
}

/** Capitals are for what is unexpected. */
export function verdictWord(row: CampaignRow, status: ClaimStatus): string {
  const { verdict, alarm } = row;
  if (nothingJudged(row)) return 'not judged';
  if (verdict !== 'violated' || alarm) return verdictWords[verdict];
  return status === 'conjectured' ? 'COUNTEREXAMPLE' : status === 'refuted' ? 'refuted' : 'does not hold';
}

/** What refutes a refuted claim, which no trial of this run wrote. */
const refutationOf = ({ entries, counterexample }: CampaignRow): CampaignRow['counterexample'] =>
  entries.length === 0 ? counterexample : null;

function remarks(row: CampaignRow): string {
  const { because, declined, failures, knownHits, violations, difference, verdict, transform } = row;
  const refutation = refutationOf(row);
  return [
    ...(difference === undefined ? [] : [differenceText(difference)]),
    ...(knownHits > 0 ? [`${formatCount(knownHits)} outputs with known defects`] : []),
    ...(verdict === 'known-defect' && knownHits === 0 ? ['its recorded case only'] : []),
    ...(violations > 0 && refutation === null ? [counted(violations, violationWord(row))] : []),
    ...(isCompensatedNaN(row) ? ['NaN: if its sums are compensated (Kahan), this claim is not about it'] : []),
    ...(declined > 0 ? [`${counted(declined, 'case')} declined`] : []),
    ...(failures > 0 ? [`failed ${counted(failures, 'time')}`] : []),
    ...(because === undefined ? [] : [because]),
    ...(transform === undefined ? [] : [`a transform, ${transform}: held to its normwise bound`]),
    ...(refutation?.note === undefined ? [] : [refutation.note]),
  ].join('; ');
}

/** A NaN where an infinity is due, which compensated sums give. The two claims say that they are not about these. */
function isCompensatedNaN({ claim, alarm, counterexample }: CampaignRow): boolean {
  if (!alarm || (claim !== dotOverflow.id && claim !== dotNonFinite.id)) return false;
  return counterexample !== null && 'computed' in counterexample && counterexample.computed.decimal === 'NaN';
}

/** What no theorem promises cannot be violated. */
const violationWord = ({ differences, alarm }: CampaignRow): string =>
  differences === undefined || alarm ? 'violation' : 'difference';

/** The smallest case of a difference, in a few words; the JSON has it to the bit. */
function differenceText({ kind, change, values, must, shape }: NonNullable<CampaignRow['difference']>): string {
  return `${kind}: ${shapeKey(shape)}, ${change}: ${values.join(', then ')}, not ${must}`;
}

/**
 * The rows of a claim, with one row in place of all rows of our own algorithms that hold, and one in place of those
 * about which nothing was judged. It shows the fewest cases, the largest discarded share and the largest ratio among
 * them.
 */
function foldOwn(rows: readonly CampaignRow[]): readonly CampaignRow[] {
  const own = rows.filter(({ subject }) => isOwn(subject));
  const holding = own.filter(({ verdict }) => verdict === 'holds');
  const folded = [holding, own.filter(nothingJudged)].filter((group) => group.length > 1);
  const kept = rows.filter((row) => !folded.some((group) => group.includes(row)));
  return [...kept, ...folded.map(foldedRow)];
}

/** Whether a row has no verdict because no output met the claim's hypotheses. */
function nothingJudged({ verdict, outputs }: CampaignRow): boolean {
  return verdict === 'vacuous' && outputs === 0;
}

function foldedRow(own: readonly CampaignRow[]): CampaignRow {
  const best = own.reduce((one, other) => (other.attained > one.attained ? other : one));
  const because = nothingJudged(best) ? best.because : `nearest to the bound: ${best.subject}`;
  return {
    ...best,
    subject: `lastbit/… (${own.length} algorithms)`,
    cases: Math.min(...own.map(({ cases }) => cases)),
    discardedShare: Math.max(...own.map(({ discardedShare }) => discardedShare)),
    ...(because === undefined ? {} : { because }),
  };
}

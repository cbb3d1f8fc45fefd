import type { CampaignProgress, CampaignResult, CampaignRow, RowVerdict } from '../fuzz/campaign-records.ts';
import { foldOrders } from './fold-orders.ts';
import { formatCount, formatNumber, formatShare } from './format-number.ts';
import { wrapped } from './format-text.ts';
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

const verdictWords: Record<RowVerdict, string> = {
  holds: 'holds',
  violated: 'VIOLATED',
  'known-defect': 'known defect',
  vacuous: 'vacuous',
  failed: 'FAILED',
  missing: 'missing',
};

const columns: readonly Column<CampaignRow>[] = [
  { title: 'subject', align: 'left', cell: ({ subject }) => subject },
  { title: 'verdict', align: 'left', cell: ({ verdict }) => verdictWords[verdict] },
  { title: 'cases', align: 'right', cell: ({ cases }) => formatCount(cases) },
  {
    title: 'vacuous',
    align: 'point',
    cell: ({ vacuousShare, outputs }) => (outputs === 0 ? '' : formatShare(vacuousShare)),
  },
  {
    title: 'error ÷ bound',
    align: 'point',
    cell: ({ attained, outputs }) => (outputs === 0 ? '' : attained.toFixed(4)),
  },
  { title: 'remarks', align: 'left', cell: remarks },
];

/** A table a claim, the recorded defects that were met, and what was counted. */
export function campaignLines(result: CampaignResult): readonly string[] {
  const { seed, cases, checked, elapsedMs, claims, rows, defects, findings } = result;
  return [
    ...claims
      .filter(({ id }) => rows.some(({ claim }) => claim === id))
      .flatMap(({ id, status, statement }) => [
        ...wrapped(`${id} (${status}): ${statement}`, 0),
        ...tableLines(columns, foldOrders(rows.filter(({ claim }) => claim === id))).map((line) => `  ${line}`),
        '',
      ]),
    ...defects.map(({ entry, hits, sameVersion, shows }) => {
      const place = `${entry.subject.id} ${entry.subject.version} (${entry.claim}/${entry.id})`;
      const version = sameVersion ? 'at the same version' : 'at another version';
      if (shows === false) return `NEWS: a known defect no longer shows, ${version}: ${place}`;
      const met = hits > 0 ? `${formatCount(hits)} hits` : 'its own case only';
      return `KNOWN DEFECT  ${met}${sameVersion ? '' : `, still there ${version}`}: ${place}: ${entry.note ?? ''}`;
    }),
    ...findings.map(({ entry, path, notWritten }) => {
      const where = path ?? (notWritten === undefined ? '' : `not written: ${notWritten}`);
      return `NEW COUNTEREXAMPLE  ${entry.claim} by ${entry.subject.id}: ${where}\n  replay: ${entry.command}`;
    }),
    `${formatCount(checked)} (subject, case) pairs checked on ${formatCount(cases)} cases in ${formatNumber(elapsedMs / 1000)} s, seed ${seed}.`,
  ];
}

function remarks({ because, declined, failures, knownHits, violations }: CampaignRow): string {
  return [
    ...(knownHits > 0 ? [`${formatCount(knownHits)} outputs with known defects`] : []),
    ...(violations > 0 ? [`${formatCount(violations)} violations`] : []),
    ...(declined > 0 ? [`${formatCount(declined)} cases declined`] : []),
    ...(failures > 0 ? [`failed ${formatCount(failures)} times`] : []),
    ...(because === undefined ? [] : [because]),
  ].join('; ');
}

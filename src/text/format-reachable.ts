import type { Reachable, ReachableShare } from '../explain/explanation.ts';
import { formatCount, formatNumber, formatShare } from './format-number.ts';
import { subjectNames } from './format-subjects.ts';
import { wrapped } from './format-text.ts';
import { type Column, tableLines } from './table.ts';

const widestBar = 40;
const mostRows = 24;

/** A line of the histogram: one result, or neighbouring ones where there are too many. */
interface Bin {
  readonly from: ReachableShare;
  readonly members: number;
  readonly count: number;
  readonly share: number;
  readonly subjects: readonly string[];
}

/** The results of random orders as a histogram of text; the longest bar is the commonest result. */
export function reachableLines(reachable: Reachable | null): readonly string[] {
  if (reachable === null) return [];
  const { tried, distinct, smallest, largest, distribution, shares, notReached } = reachable;
  const bins = binsOf(shares);
  const most = Math.max(...bins.map(({ share }) => share));
  const columns: readonly Column<Bin>[] = [
    { title: 'result', align: 'point', cell: ({ from, members }) => `${from.decimal}${members > 1 ? ' …' : ''}` },
    { title: 'off, ulp', align: 'point', cell: ({ from }) => formatNumber(from.offsetUlp, 4) },
    { title: 'share', align: 'right', cell: ({ share }) => formatShare(share) },
    { title: '', align: 'left', cell: ({ share }) => '█'.repeat(Math.round((share / most) * widestBar)) || '▏' },
    { title: 'who', align: 'left', cell: ({ subjects }) => who(subjects) },
  ];
  return [
    '',
    'Reachable results',
    ...wrapped(
      `${formatCount(tried)} random orders of these products, rounded to binary32 after every step, ${
        distinct === 1
          ? `all give ${smallest}`
          : `give ${formatCount(distinct)} different results, from ${smallest} to ${largest}`
      }.`,
      2,
    ),
    ...wrapped(`(${distribution})`, 2),
    ...tableLines(columns, bins).map((line) => `  ${line}`),
    ...(notReached.length === 0
      ? []
      : wrapped(`None of these orders gave the result of ${subjectNames(notReached)}.`, 2)),
  ];
}

function binsOf(shares: readonly ReachableShare[]): readonly Bin[] {
  const size = Math.ceil(shares.length / mostRows);
  const bins: Bin[] = [];
  for (let start = 0; start < shares.length; start += size) {
    const members = shares.slice(start, start + size);
    bins.push({
      from: members[0]!,
      members: members.length,
      count: members.reduce((sum, { count }) => sum + count, 0),
      share: members.reduce((sum, { share }) => sum + share, 0),
      subjects: members.flatMap(({ subjects }) => subjects),
    });
  }
  return bins;
}

/** Few enough words for the end of a line. */
function who(subjects: readonly string[]): string {
  const names = subjectNames(subjects);
  if (names.length <= 70) return names;
  const real = subjects.filter((subject) => !subject.startsWith('lastbit/'));
  return real.length > 0 ? `${real[0]} and ${subjects.length - 1} more` : names;
}

import type { OutputExplanation, ResultRow } from '../explain/explanation.ts';
import { grouped } from '../text/layout.ts';
import { ulpAxis } from './axes.ts';
import type { ChartBand } from './reachable-chart.ts';
/** Subjects with the same number; `letter` names the group in the table and on the chart. */
export interface ValueGroup {
  readonly letter: string;
  readonly shortest: string;
  /** All digits, by which results are compared across formats. */
  readonly decimal: string;
  readonly subjects: readonly string[];
}

/**
 * Groups results by value, not by bits: a binary64 result that is a binary32 number joins it. Ascending; NaN and
 * infinities come last. Letters are A … Z, AA, AB ….
 */
export function valueGroups(results: readonly ResultRow[]): ValueGroup[] {
  const valued = results.filter(({ decimal }) => decimal !== null);
  return [...grouped(valued, ({ decimal }) => decimal!)]
    .sort(([a], [b]) => compareDecimals(a, b))
    .map(([decimal, members], index) => ({
      letter: letterOf(index),
      shortest: shortestOf(members),
      decimal,
      subjects: members.map((member) => member.subject),
    }));
}

/** No two different decimals read as the same binary64 number, because every result is one. */
function compareDecimals(left: string, right: string): number {
  const [a, b] = [Number(left), Number(right)];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : a - b;
}

function shortestOf(members: readonly ResultRow[]): string {
  const texts = members.map((member) => member.shortest ?? member.decimal ?? '');
  return texts.reduce((best, text) => (text.length < best.length ? text : best));
}

function letterOf(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? letterOf(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/**
 * The bands of the quoted numbers on the histogram: all reals that print as the number. Repeated numbers are drawn
 * once.
 */
export function observedBands({ observed, exact }: OutputExplanation): ChartBand[] {
  const place = ulpAxis(exact);
  if (place === undefined) return [];
  const distinct = new Map(observed.map((one) => [one.printed, one]));
  return [...distinct.values()]
    .flatMap(({ printed, rounded }) =>
      rounded === null
        ? []
        : [{ label: printed, fromUlp: place(Number(rounded.low)), toUlp: place(Number(rounded.high)) }],
    )
    .filter((band) => Number.isFinite(band.fromUlp) && Number.isFinite(band.toUlp));
}

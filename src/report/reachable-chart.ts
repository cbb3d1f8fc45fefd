import * as Plot from '@observablehq/plot';
import type { Reachable } from '../explain/explanation.ts';
import type { Markup } from './markup.ts';
import { type ChartDocument, svgText } from './svg.ts';

/** A mark on the axis: a value with its letter, or a band of reals that print alike. */
export interface ChartMark {
  readonly label: string;
  readonly errorUlp: number;
}
export interface ChartBand {
  readonly label: string;
  readonly fromUlp: number;
  readonly toUlp: number;
}

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly middle: number;
  readonly share: number;
  readonly percent: string;
  readonly title: string;
}

export const chartWidth = 960;
const height = 340;
const margin = { left: 56, right: 24, bottom: 46 };
const mostBars = 240;
const mostLabels = 16;
const lineHeight = 15;

/**
 * How often random summation trees gave each result, over its distance from the exact value. One bar for each value; if
 * there are too many for the width, neighbours share a bar and `title` says so. Marks stand above the bars, in as many
 * rows as they need.
 */
export function reachableChart(
  document: ChartDocument,
  reachable: Reachable,
  marks: readonly ChartMark[],
  bands: readonly ChartBand[],
): Markup {
  const bars = barsOf(reachable);
  const domain = domainOf(bars, marks, bands);
  const rows = rowsOf(marks, domain);
  const bandTop = 12 + rows.length * lineHeight;
  const top = bandTop + bands.length * lineHeight + 10;
  const most = Math.max(...bars.map((bar) => bar.share), 0);
  const drawn = Plot.plot({
    document: document as never,
    className: 'chart',
    style: { fontSize: '11px' },
    width: chartWidth,
    height: height + top,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: top,
    marginBottom: margin.bottom,
    x: { type: 'linear', domain, label: 'distance from the exact value, in ulp of it →', labelAnchor: 'right' },
    y: { domain: [0, 108 * most || 1], grid: true, percent: true, label: '↑ share of the orders, %' },
    marks: [
      ...bands.flatMap((band, index) => bandMarks(band, bandTop - top + index * lineHeight)),
      Plot.rectY(bars, { x1: 'from', x2: 'to', y: 'share', fill: 'var(--bar)', title: 'title' }),
      Plot.ruleX([0], { stroke: 'var(--accent)', strokeWidth: 1.5, strokeDasharray: '4 3' }),
      Plot.ruleX(marks, { x: 'errorUlp', stroke: 'var(--mark)', strokeWidth: 1, strokeOpacity: 0.7 }),
      ...rows.map((row, index) =>
        Plot.text(row, {
          x: 'errorUlp',
          text: 'label',
          frameAnchor: 'top',
          lineAnchor: 'top',
          dy: 6 + index * lineHeight - top,
          fill: 'var(--mark)',
          fontWeight: 700,
          fontSize: 12,
        }),
      ),
      Plot.text(bars.length <= mostLabels ? bars : [], {
        x: 'middle',
        y: 'share',
        text: 'percent',
        dy: -8,
        fill: 'var(--ink)',
        stroke: 'var(--paper)',
        strokeWidth: 4,
        fontSize: 11,
      }),
      Plot.ruleY([0], { stroke: 'currentColor' }),
    ],
  });
  return svgText(
    drawn,
    `Histogram of ${reachable.distinct} distinct results of ${reachable.tried} random summation orders`,
  );
}

function bandMarks(band: ChartBand, dy: number): Plot.Markish[] {
  const middle = (band.fromUlp + band.toUlp) / 2;
  return [
    Plot.rectX([band], { x1: 'fromUlp', x2: 'toUlp', fill: 'var(--accent)', fillOpacity: 0.1 }),
    Plot.ruleX([middle], { stroke: 'var(--accent)', strokeWidth: 1 }),
    Plot.text([middle], {
      x: (x: number) => x,
      text: () => band.label,
      frameAnchor: 'top',
      lineAnchor: 'top',
      dy,
      fill: 'var(--accent)',
      fontSize: 12,
    }),
  ];
}

function barsOf({ shares, tried }: Reachable): Bar[] {
  const values = shares.flatMap(({ offsetUlp, count, decimal }) =>
    offsetUlp === null ? [] : [{ offsetUlp, count, decimal }],
  );
  const step = barWidth(values.map((value) => value.offsetUlp));
  const bars = new Map<number, { count: number; members: string[] }>();
  for (const value of values) {
    const place = Math.round(value.offsetUlp / step);
    const bar = bars.get(place) ?? { count: 0, members: [] };
    bars.set(place, { count: bar.count + value.count, members: [...bar.members, value.decimal] });
  }
  return [...bars].map(([place, { count, members }]) => ({
    from: (place - 0.3) * step,
    to: (place + 0.3) * step,
    middle: place * step,
    share: count / tried,
    percent: labelOf((100 * count) / tried),
    title: `${members.length === 1 ? members[0] : `${members.length} values`}: ${count} of ${tried} orders`,
  }));
}

/** Percent without the sign, which is on the axis. */
function labelOf(percent: number): string {
  if (percent < 0.01) return '<0.01';
  return percent < 1 ? percent.toFixed(2) : percent.toFixed(1);
}

/** The smallest distance between neighbours, unless it makes more bars than fit. */
function barWidth(ascending: readonly number[]): number {
  const range = (ascending.at(-1) ?? 0) - (ascending[0] ?? 0);
  const gaps = ascending.slice(1).map((value, index) => value - (ascending[index] ?? 0));
  const smallest = Math.min(...gaps.filter((gap) => gap > 0));
  return Math.max(Number.isFinite(smallest) ? smallest : 1, range / mostBars);
}

function domainOf(bars: readonly Bar[], marks: readonly ChartMark[], bands: readonly ChartBand[]): [number, number] {
  const places = [
    0,
    ...bars.flatMap((bar) => [bar.from, bar.to]),
    ...marks.map((mark) => mark.errorUlp),
    ...bands.flatMap((band) => [band.fromUlp, band.toUlp]),
  ].filter(Number.isFinite);
  const [least, greatest] = [Math.min(...places), Math.max(...places)];
  const room = (greatest - least) * 0.02 || 1;
  return [least - room, greatest + room];
}

/** Puts each label into the first row where it does not touch its neighbour. */
function rowsOf(marks: readonly ChartMark[], [least, greatest]: readonly [number, number]): ChartMark[][] {
  const pixels = (ulp: number): number =>
    ((ulp - least) / (greatest - least)) * (chartWidth - margin.left - margin.right);
  const rows: ChartMark[][] = [];
  for (const mark of [...marks].sort((a, b) => a.errorUlp - b.errorUlp)) {
    const room = (row: ChartMark[]): boolean => {
      const last = row.at(-1);
      return (
        last === undefined ||
        pixels(mark.errorUlp) - pixels(last.errorUlp) > 4.5 * (mark.label.length + last.label.length) + 4
      );
    };
    const row = rows.find(room);
    if (row === undefined) rows.push([mark]);
    else row.push(mark);
  }
  return rows;
}

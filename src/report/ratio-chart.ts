import * as Plot from '@observablehq/plot';
import type { ChartDocument } from './chart-document.ts';
import type { Markup } from './markup.ts';
import type { CampaignRowRecord } from './run-record.ts';
import { svgText } from './svg-text.ts';

/** The axis that all panels of one figure share, so that they can be compared by eye. */
export interface RatioAxis {
  readonly least: number;
  readonly greatest: number;
  readonly share: number;
}

/** From the smallest to the largest bin of all rows, at least from 2^-12 to 2. */
export function ratioAxis(rows: readonly CampaignRowRecord[]): RatioAxis {
  const bins = rows.flatMap((row) => row.distribution.bins);
  const exponents = bins.map((bin) => bin.exponent);
  return {
    least: 2 ** Math.max(Math.min(...exponents, -12), -40),
    greatest: 2 ** Math.min(Math.max(...exponents.map((exponent) => exponent + 1), 1), 20),
    share: Math.max(0.01, ...rows.flatMap((row) => row.distribution.bins.map((bin) => bin.count / checked(row)))),
  };
}

/** How error ÷ bound is distributed for one subject: share of the cases for each power of two, with the bound at 1. */
export function ratioChart(document: ChartDocument, row: CampaignRowRecord, axis: RatioAxis): Markup {
  const total = checked(row);
  const bars = row.distribution.bins.map(({ exponent, count }) => ({
    from: Math.max(2 ** exponent, axis.least),
    to: Math.min(2 ** (exponent + 1), axis.greatest),
    share: count / total,
    title: `${count} of ${total} cases from 2^${exponent} to 2^${exponent + 1}`,
    above: exponent >= 0,
  }));
  const drawn = Plot.plot({
    document: document as never,
    className: 'chart',
    width: 288,
    height: 118,
    marginLeft: 34,
    marginRight: 10,
    marginTop: 12,
    marginBottom: 22,
    x: {
      type: 'log',
      base: 2,
      domain: [axis.least, axis.greatest],
      ticks: powersOfTwo(axis),
      tickFormat: powerOfTwo,
      tickSize: 3,
      label: null,
    },
    y: { domain: [0, 100 * axis.share], percent: true, ticks: 3, tickSize: 0, label: null, grid: true },
    marks: [
      Plot.rectY(bars, {
        x1: 'from',
        x2: 'to',
        y: 'share',
        fill: (bar: (typeof bars)[number]) => (bar.above ? 'var(--bad)' : 'var(--bar)'),
        inset: 0.5,
        title: 'title',
      }),
      Plot.ruleX([1], { stroke: 'var(--bad)', strokeWidth: 1.5 }),
      row.attained > 0
        ? Plot.ruleX([Math.min(Math.max(row.attained, axis.least), axis.greatest)], {
            stroke: 'var(--mark)',
            strokeDasharray: '3 2',
          })
        : null,
      Plot.ruleY([0], { stroke: 'currentColor' }),
    ],
  });
  return svgText(drawn, `Distribution of error divided by bound for ${row.subject}`);
}

/** Cases whose ratio is known. */
export function checked(row: CampaignRowRecord): number {
  return row.distribution.bins.reduce((sum, bin) => sum + bin.count, row.distribution.zero);
}

function powersOfTwo({ least, greatest }: RatioAxis): number[] {
  const step = Math.max(4, 4 * Math.ceil((Math.log2(greatest) - Math.log2(least)) / 24));
  const ticks: number[] = [];
  for (let exponent = 0; 2 ** exponent >= least; exponent -= step) ticks.unshift(2 ** exponent);
  for (let exponent = step; 2 ** exponent <= greatest; exponent += step) ticks.push(2 ** exponent);
  return ticks;
}

function powerOfTwo(value: number): string {
  const exponent = Math.round(Math.log2(value));
  const raised = [...String(exponent)].map((sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)])).join('');
  return exponent === 0 ? '1' : `2${raised}`;
}

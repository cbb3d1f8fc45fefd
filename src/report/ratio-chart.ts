import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { powerOfTwoText } from './axes.ts';
import { type Markup, trusted } from './markup.ts';

/** The axis of all panels of a figure, so that the eye can compare them: exponents of two, and a share up to 1. */
export interface RatioAxis {
  readonly least: number;
  readonly greatest: number;
  readonly share: number;
}

type RatioBin = CampaignRow['histogram']['bins'][number];

const size = { width: 288, height: 118 };
const frame = { left: 34, right: size.width - 10, top: 12, bottom: size.height - 22 };

/**
 * From the smallest to the largest bin of all rows, at least from 2^-12 to 2. Bins below 2^-40 or above 2^20 count at
 * the ends. Ends and shares are round, so that many claims have the same axis, which is drawn once.
 */
export function ratioAxis(rows: readonly CampaignRow[]): RatioAxis {
  const exponents = rows.flatMap((row) => row.histogram.bins.map((bin) => bin.exponent));
  const most = Math.max(...exponents, 0);
  const axis = {
    least: Math.max(Math.floor(Math.min(...exponents, -12) / 14) * 14, -40),
    greatest: most === 0 ? 1 : Math.min(Math.ceil((most + 1) / 10) * 10, 20),
  };
  const share = Math.max(...rows.flatMap((row) => clampedBins(row, axis).map(({ count }) => count / checked(row))));
  return { ...axis, share: roundShares.find((one) => one >= share) ?? 1 };
}

const roundShares = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];

/** The id of the drawing of an axis on the page. */
const axisId = ({ least, greatest, share }: RatioAxis): string => `axis${least}_${greatest}_${share * 100}`;

/**
 * Ticks, labels and the line of the bound. They are drawn once and used by all panels with this axis. They take no
 * room.
 */
export function ratioAxesMarkup(axes: readonly RatioAxis[]): Markup {
  const drawn = new Map(axes.map((axis) => [axisId(axis), axisDrawing(axis)]));
  return trusted(`<svg width="0" height="0" aria-hidden="true">${[...drawn.values()].join('\n')}</svg>`);
}

function axisDrawing(axis: RatioAxis): string {
  const { x, y } = scalesOf(axis);
  const shares = shareTicks(axis.share);
  const exponents = exponentTicks(axis);
  return [
    `<g id="${axisId(axis)}" font-size="10" fill="currentColor"><g text-anchor="end">`,
    ...shares.map((share) => `<text x="${frame.left - 6}" y="${round(y(share) + 3)}">${round(share * 100)}</text>`),
    '</g><g text-anchor="middle">',
    ...exponents.map(
      (exponent) => `<text x="${x(exponent)}" y="${frame.bottom + 15}">${powerOfTwoText(exponent)}</text>`,
    ),
    '</g>',
    `<path d="${shares.map((share) => `M${frame.left},${y(share)}H${frame.right}`).join('')}" stroke="currentColor" stroke-opacity="0.1"/>`,
    `<path d="M${x(0)},${frame.top}V${frame.bottom}" stroke="var(--bad)" stroke-width="1.5"/>`,
    `<path d="${exponents.map((exponent) => `M${x(exponent)},${frame.bottom}v3`).join('')}M${frame.left},${frame.bottom}H${frame.right}" stroke="currentColor"/>`,
    '</g>',
  ].join('');
}

/**
 * The distribution of error ÷ bound for one subject: the share of outputs for each power of two, with the bound at 1. A
 * run has a hundred of these panels, and they must be ready within a second after Ctrl-C. So they are written by hand,
 * not drawn by Plot.
 */
export function ratioChart(row: CampaignRow, axis: RatioAxis): Markup {
  const total = checked(row);
  const { x } = scalesOf(axis);
  // One outline for all bars of a colour: one rectangle each would be most of the page.
  const bins = [...clampedBins(row, axis)].sort((one, other) => one.exponent - other.exponent);
  const bars = (['bar', 'bad'] as const).flatMap((look) => {
    const own = bins.filter(({ exponent }) => exponent < 0 === (look === 'bar'));
    return own.length === 0 ? [] : [`<path class="${look}" d="${outline(own, total, axis)}"/>`];
  });
  const attained = Math.min(Math.max(Math.log2(row.attained), axis.least), axis.greatest);
  const mark = `<path class="largest" d="M${x(attained)},${frame.top}V${frame.bottom}"/>`;
  const open = `<svg aria-hidden="true" class="chart" viewBox="0 0 ${size.width} ${size.height}">`;
  return trusted(
    [open, ...bars, `<use href="#${axisId(axis)}"/>`, ...(row.attained > 0 ? [mark] : []), '</svg>'].join(''),
  );
}

/** Adjacent bars form one outline. A bar is at least one pixel high, so that a single output is visible. */
function outline(bins: readonly RatioBin[], total: number, axis: RatioAxis): string {
  const { x, y } = scalesOf(axis);
  let [left, top] = [Number.NaN, frame.bottom];
  const close = (): string => (Number.isNaN(left) ? '' : `V${frame.bottom}z`);
  const steps = bins.map(({ exponent, count }) => {
    const [from, to] = [Math.round(x(exponent)), Math.round(x(exponent + 1))];
    const height = Math.min(Math.round(y(count / total)), frame.bottom - 1);
    const start = from === left ? '' : `${close()}M${from},${frame.bottom}`;
    const rise = height - (start === '' ? top : frame.bottom);
    [left, top] = [to, height];
    return `${start}${rise === 0 ? '' : `v${rise}`}h${to - from}`;
  });
  return `${steps.join('')}${close()}`;
}

/** Positions in pixels, to a tenth. */
function scalesOf(axis: RatioAxis): { x(exponent: number): number; y(share: number): number } {
  return {
    x: (exponent) =>
      round(frame.left + ((exponent - axis.least) / (axis.greatest - axis.least)) * (frame.right - frame.left)),
    y: (share) => round(frame.bottom - (share / axis.share) * (frame.bottom - frame.top)),
  };
}

/** Number of outputs with a known ratio. */
export function checked(row: CampaignRow): number {
  return row.histogram.bins.reduce((sum, bin) => sum + bin.count, row.histogram.zero);
}

/** Bins beyond the ends of the axis count in the last one. */
function clampedBins(
  { histogram }: CampaignRow,
  { least, greatest }: Pick<RatioAxis, 'least' | 'greatest'>,
): readonly RatioBin[] {
  const counts = new Map<number, number>();
  for (const { exponent, count } of histogram.bins) {
    const place = Math.min(Math.max(exponent, least), greatest - 1);
    counts.set(place, (counts.get(place) ?? 0) + count);
  }
  return [...counts].map(([exponent, count]) => ({ exponent, count }));
}

/** Zero and at most three more ticks, in steps of 1, 2 or 5 times a power of ten. */
function shareTicks(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(most / 3));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => most / one <= 3.5) ?? most;
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, index) => index * step);
}

function exponentTicks({ least, greatest }: RatioAxis): number[] {
  const step = 4 * Math.ceil((greatest - least) / 24);
  const first = Math.ceil(least / step) * step;
  return Array.from({ length: Math.floor((greatest - first) / step) + 1 }, (_, index) => first + index * step);
}

function round(coordinate: number): number {
  return Number(coordinate.toFixed(1));
}

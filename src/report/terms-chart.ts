import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { isOwn } from '../text/subject-names.ts';
import { powerOfTwoText } from './axes.ts';
import { escapeHtml, type Markup, trusted } from './markup.ts';

/** The axes of all panels of the figure, so that the eye can compare them. */
export interface TermsAxes {
  readonly most: number;
  readonly lowest: number;
  readonly highest: number;
}

const size = { width: 288, height: 160 };
const frame = { left: 34, right: size.width - 8, top: 10, bottom: size.height - 22 };
/** Ratios below it are drawn at it. */
export const leastRatio: number = 2 ** -20;

interface Dot {
  readonly subject: string;
  readonly terms: number;
  readonly ratio: number;
}

/** From 1 to the most terms of all rows, and at least from 1/2 to 1. Ratios below 2^-20 are drawn there. */
export function termsAxes(rows: readonly CampaignRow[]): TermsAxes {
  const dots = dotsOf(rows);
  return {
    most: Math.max(2, ...dots.map(({ terms }) => terms)),
    lowest: Math.max(leastRatio, Math.min(0.5, ...dots.map(({ ratio }) => ratio))),
    highest: Math.max(1, ...dots.map(({ ratio }) => Math.min(ratio, 2 ** 20))),
  };
}

/** Ticks, labels and the line of the bound. They are drawn once and used by all panels. They take no room. */
export function termsAxesMarkup(axes: TermsAxes): Markup {
  const { x, y } = scalesOf(axes);
  const counts = powersWithin(1, axes.most, 8);
  const ratios = powersWithin(axes.lowest, axes.highest, 16);
  return trusted(
    [
      '<svg width="0" height="0" aria-hidden="true"><g id="axis-terms" font-size="10" fill="currentColor">',
      `<path d="${counts.map((terms) => `M${x(terms)},${frame.bottom}v4`).join('')}M${frame.left},${frame.bottom}H${frame.right}" stroke="currentColor"/>`,
      '<g text-anchor="middle">',
      ...counts.map((terms) => `<text x="${x(terms)}" y="${frame.bottom + 16}">${terms}</text>`),
      '</g><g text-anchor="end">',
      ...ratios.map(
        (ratio) => `<text x="${frame.left - 5}" y="${y(ratio) + 3}">${powerOfTwoText(Math.log2(ratio))}</text>`,
      ),
      '</g>',
      `<path d="${ratios.map((ratio) => `M${frame.left},${y(ratio)}H${frame.right}`).join('')}" stroke="currentColor" stroke-opacity="0.1"/>`,
      `<path d="M${frame.left},${y(1)}H${frame.right}" stroke="var(--bad)" stroke-width="1.5"/>`,
      '</g></svg>',
    ].join(''),
  );
}

/**
 * The largest error ÷ bound as the number of terms grows: a dot for each subject and number of terms. The largest of
 * all engines has a ring and says whose it is. Algorithms of lastbit are fainter than the libraries. Dots within a
 * pixel are one.
 */
export function termsChart(rows: readonly CampaignRow[], axes: TermsAxes): Markup {
  const { x, y } = scalesOf(axes);
  const dots = dotsOf(rows);
  const pathOf = (some: readonly Dot[]): string =>
    [...new Set(some.map(({ terms, ratio }) => `M${Math.round(x(terms))},${Math.round(y(ratio))}h0`))].join('');
  const own = pathOf(dots.filter(({ subject }) => isOwn(subject)));
  const foreign = dots.filter(({ subject }) => !isOwn(subject));
  const largest = new Map<number, Dot>();
  for (const dot of foreign) if (dot.ratio > (largest.get(dot.terms)?.ratio ?? 0)) largest.set(dot.terms, dot);
  const others = pathOf(foreign);
  const rings = [...largest.values()].map(({ subject, terms, ratio }) => {
    const title = escapeHtml(`${subject}, ${terms} terms: ${ratio.toPrecision(4)}`);
    return `<circle cx="${Math.round(x(terms))}" cy="${Math.round(y(ratio))}" r="3"><title>${title}</title></circle>`;
  });
  const open = `<svg role="img" aria-label="Largest error divided by bound over the number of terms" class="chart" viewBox="0 0 ${size.width} ${size.height}">`;
  return trusted(
    [
      ...[open, '<use href="#axis-terms"/>'],
      ...(own === '' ? [] : [`<path class="faint" d="${own}"/>`]),
      ...(others === '' ? [] : [`<path class="dots" d="${others}"/>`, `<g class="rings">${rings.join('')}</g>`]),
      '</svg>',
    ].join(''),
  );
}

function dotsOf(rows: readonly CampaignRow[]): readonly Dot[] {
  return rows.flatMap(({ subject, attainedByTerms }) =>
    Object.entries(attainedByTerms)
      .map(([terms, ratio]) => ({ subject, terms: Number(terms), ratio }))
      .filter(({ terms, ratio }) => terms > 0 && ratio > 0),
  );
}

function scalesOf({ most, lowest, highest }: TermsAxes): { x(terms: number): number; y(ratio: number): number } {
  return {
    x: (terms) => scaled(Math.log2(terms) / Math.log2(most), frame.left, frame.right),
    y: (ratio) => {
      const clamped = Math.min(highest, Math.max(lowest, ratio));
      return scaled(Math.log2(clamped / lowest) / Math.log2(highest / lowest), frame.bottom, frame.top);
    },
  };
}

function scaled(share: number, from: number, to: number): number {
  return Math.round((from + share * (to - from)) * 10) / 10;
}

/** Powers of `base` from `least` to `most`. */
function powersWithin(least: number, most: number, base: number): number[] {
  const step = Math.log2(base);
  const [first, last] = [Math.ceil(Math.log2(least) / step), Math.floor(Math.log2(most) / step)];
  return Array.from({ length: last - first + 1 }, (_, index) => 2 ** ((first + index) * step));
}

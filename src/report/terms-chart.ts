import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { isOwn } from '../text/subject-names.ts';
import { powerOfTwoText } from './axes.ts';
import { escapeHtml, type Markup, trusted } from './markup.ts';

const size = { width: 720, height: 260 };
const frame = { left: 52, right: size.width - 16, top: 16, bottom: size.height - 36 };
const leastRatio = 2 ** -20;

/**
 * The largest error ÷ bound as the number of terms grows, both axes logarithmic: a dot for each subject and number of
 * terms, and the line of the bound at 1. Ratios below 2^-20 are drawn there. Undefined if no number of terms is known.
 * Algorithms of lastbit are fainter than the libraries.
 */
export function termsChart(rows: readonly CampaignRow[]): Markup | undefined {
  const dots = rows.flatMap(({ subject, attainedByTerms }) =>
    Object.entries(attainedByTerms)
      .map(([terms, ratio]) => ({ subject, terms: Number(terms), ratio }))
      .filter(({ terms, ratio }) => terms > 0 && ratio > 0),
  );
  if (dots.length === 0) return undefined;
  const most = Math.max(2, ...dots.map(({ terms }) => terms));
  const highest = Math.max(1, ...dots.map(({ ratio }) => Math.min(ratio, 2 ** 20)));
  const lowest = Math.max(leastRatio, Math.min(0.5, ...dots.map(({ ratio }) => ratio)));
  const x = (terms: number): number => scaled(Math.log2(terms) / Math.log2(most), frame.left, frame.right);
  const y = (ratio: number): number => {
    const clamped = Math.min(highest, Math.max(lowest, ratio));
    return scaled(Math.log2(clamped / lowest) / Math.log2(highest / lowest), frame.bottom, frame.top);
  };
  // Dots within a pixel are merged. Algorithms of lastbit are a path of round caps, below the libraries.
  const own = new Set<string>();
  const titles = new Map<string, string[]>();
  for (const { subject, terms, ratio } of dots) {
    const [left, top] = [Math.round(x(terms)), Math.round(y(ratio))];
    if (isOwn(subject)) own.add(`M${left},${top}h0`);
    else {
      const place = `cx="${left}" cy="${top}"`;
      titles.set(place, [...(titles.get(place) ?? []), `${subject}, ${terms} terms: ${ratio.toPrecision(4)}`]);
    }
  }
  const counts = powersWithin(1, most, 2);
  const ratios = powersWithin(lowest, highest, 16);
  const parts = [
    `<path d="${counts.map((terms) => `M${x(terms)},${frame.bottom}v4`).join('')}M${frame.left},${frame.bottom}H${frame.right}" stroke="currentColor"/>`,
    '<g text-anchor="middle">',
    ...counts.map((terms) => `<text x="${x(terms)}" y="${frame.bottom + 17}">${terms}</text>`),
    '</g><g text-anchor="end">',
    ...ratios.map(
      (ratio) => `<text x="${frame.left - 6}" y="${y(ratio) + 3}">${powerOfTwoText(Math.log2(ratio))}</text>`,
    ),
    `<text x="${frame.right}" y="${size.height - 4}">terms</text></g>`,
    `<path d="${ratios.map((ratio) => `M${frame.left},${y(ratio)}H${frame.right}`).join('')}" stroke="currentColor" stroke-opacity="0.1"/>`,
    `<path d="M${frame.left},${y(1)}H${frame.right}" stroke="var(--bad)" stroke-width="1.5"/>`,
    ...(own.size > 0 ? [`<path class="faint" d="${[...own].join('')}"/>`] : []),
    '<g fill="var(--accent)">',
    ...[...titles].map(([place, [first = '', ...rest]]) => {
      const title = rest.length === 0 ? first : `${first}; and ${rest.length} more`;
      return `<circle ${place} r="2.5"><title>${escapeHtml(title)}</title></circle>`;
    }),
    '</g>',
  ];
  const open = `<svg role="img" aria-label="Largest error divided by bound over the number of terms" class="chart terms" viewBox="0 0 ${size.width} ${size.height}" font-size="10" fill="currentColor">`;
  return trusted([open, ...parts, '</svg>'].join(''));
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

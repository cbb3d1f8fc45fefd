import type { OutputExplanation } from '../../src/explain/explanation.ts';
import { formatCount, formatNumber, formatShare } from '../../src/text/numbers.ts';
import { h, s } from './dom.ts';

const height = 250;
const [left, right, top, bottom] = [16, 16, 46, 40];
const mostBars = 90;

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/** A drawing for a wide screen would have letters of 5 pixels on a telephone. */
const drawnWidth = (): number => (matchMedia('(max-width: 40rem)').matches ? 360 : 720);

/** Which letter stands for which observed number. */
export const letterOf = (index: number): string => String.fromCharCode(65 + (index % 26));

/**
 * All results that random orders reach as bars over their error in ulp, the exact value at 0, and the observed numbers
 * as letters. Own drawing, because the library of the report weighs as much as the rest of the page. Undefined where
 * there is nothing to draw.
 */
export function picture({ reachable, observed, exact }: OutputExplanation): HTMLElement | undefined {
  if (reachable === null || exact.because !== null) return undefined;
  const placed = reachable.shares.filter(({ offsetUlp }) => offsetUlp !== null);
  const [first, last] = [placed[0]?.offsetUlp, placed.at(-1)?.offsetUlp];
  if (first === undefined || first === null || last === undefined || last === null) return undefined;
  const marks = observed.flatMap(({ signedErrorUlp }, index) =>
    signedErrorUlp === null ? [] : [{ letter: letterOf(index), at: signedErrorUlp }],
  );
  // A number far outside would squeeze the results into a line: it stands at the edge with an arrow.
  const span = Math.max(last - first, 2);
  const near = marks.map(({ at }) => at).filter((at) => at > first - span && at < last + span);
  const low = Math.min(first, 0, ...near) - span * 0.06;
  const high = Math.max(last, 0, ...near) + span * 0.06;
  const width = drawnWidth();
  const x = (ulp: number): number => left + ((ulp - low) / (high - low)) * (width - left - right);
  const bars = barsOf(placed as readonly { offsetUlp: number; share: number }[]);
  const most = Math.max(...bars.map(({ share }) => share));
  const y = (share: number): number => height - bottom - (share / most) * (height - top - bottom);
  const thick = Math.max(2, Math.min(26, ((x(last) - x(first)) / Math.max(1, bars.length - 1)) * 0.72));
  const drawn = bars.map(({ from, to, share }) =>
    s(
      'rect',
      {
        ...{
          class: 'bar',
          x: x((from + to) / 2) - thick / 2,
          y: Math.min(y(share), height - bottom - 1.5),
          width: thick,
        },
        height: Math.max(1.5, height - bottom - y(share)),
      },
      s('title', {}, `${formatNumber(from, 4)} ulp: ${formatShare(share)} of the orders`),
    ),
  );
  const words = `${formatCount(reachable.distinct)} different results of ${formatCount(reachable.tried)} random orders`;
  const label =
    `Histogram of ${words}, from ${formatNumber(first, 4)} to ${formatNumber(last, 4)} ulp. ` +
    observed.map(({ name, signedErrorUlp }) => `${name}: ${formatNumber(signedErrorUlp, 4)} ulp.`).join(' ');
  return h(
    'figure',
    {},
    s(
      'svg',
      { class: 'picture', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label },
      ...drawn,
      s('line', { class: 'axis', x1: left, x2: width - right, y1: height - bottom, y2: height - bottom }),
      s('line', { class: 'exact', x1: x(0), x2: x(0), y1: top - 22, y2: height - bottom }),
      s('text', { x: x(0), y: top - 28, 'text-anchor': 'middle' }, 'exact'),
      ...ticks(low, high, width / 120).map((ulp) =>
        s(
          'text',
          { class: 'quiet', x: x(ulp), y: height - bottom + 18, 'text-anchor': 'middle' },
          formatNumber(ulp, 4),
        ),
      ),
      s('text', { class: 'quiet', x: width - right, y: height - 4, 'text-anchor': 'end' }, 'error in ulp'),
      ...markers(marks, low, high, x, width),
    ),
    h('figcaption', {}, `Bars: ${words} of the same products. Letters: the numbers you saw. Dashed: the exact value.`),
  );
}

/** Neighbouring results share a bar where there are many. */
function barsOf(shares: readonly { readonly offsetUlp: number; readonly share: number }[]): readonly Bar[] {
  const size = Math.ceil(shares.length / mostBars);
  const bars: Bar[] = [];
  for (let start = 0; start < shares.length; start += size) {
    const members = shares.slice(start, start + size);
    const share = members.reduce((sum, one) => sum + one.share, 0);
    bars.push({ from: members[0]!.offsetUlp, to: members.at(-1)!.offsetUlp, share });
  }
  return bars;
}

function ticks(low: number, high: number, most: number): readonly number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough)!;
  const found: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high; at++) found.push(at * step);
  return found;
}

interface Mark {
  readonly letter: string;
  readonly at: number;
}

/** Letters that would cover one another stand one above the other. */
function markers(
  marks: readonly Mark[],
  low: number,
  high: number,
  x: (ulp: number) => number,
  width: number,
): readonly SVGElement[] {
  const taken: { readonly place: number; readonly level: number }[] = [];
  return marks.flatMap(({ letter, at }) => {
    const isOutside = at < low || at > high;
    const place = isOutside ? (at < low ? left + 12 : width - right - 12) : x(at);
    let level = 0;
    while (taken.some((one) => one.level === level && Math.abs(one.place - place) < 24)) level++;
    taken.push({ place, level });
    const y = top + 10 + level * 24;
    return [
      ...(isOutside ? [] : [s('line', { class: 'stem', x1: place, x2: place, y1: y, y2: height - bottom })]),
      s('circle', { class: 'seen', cx: place, cy: y, r: 11 }),
      s(
        'text',
        { class: 'inside', x: place, y: y + 4.5 },
        isOutside ? (at < low ? `‹${letter}` : `${letter}›`) : letter,
      ),
    ];
  });
}

import type { Explanation, OutputExplanation } from '../explain/explanation.ts';
import { counted, formatCount } from '../text/numbers.ts';
import { isOwn } from '../text/subject-names.ts';
import { ulpAxis } from './axes.ts';
import { observedBands, type ValueGroup, valueGroups } from './histogram-values.ts';
import { escapeHtml } from './markup.ts';
import { palette } from './page-style.ts';
import { chartWidth, reachableChart } from './reachable-chart.ts';
import { chartDocument } from './svg.ts';

const margin = 24;
const lineHeight = 19;
const mostNamed = 3;
const fonts = 'system-ui,-apple-system,"Segoe UI","Liberation Sans",sans-serif';

/**
 * The histogram of reachable results as one SVG file for a README, in both colour schemes. Below it are the subjects
 * with each value. Undefined if the explanation has no histogram.
 */
export function reachablePicture(explanation: Explanation): string | undefined {
  const { output } = explanation;
  const place = ulpAxis(output.exact);
  if (place === undefined || output.reachable === null) return undefined;
  const groups = valueGroups(output.results);
  const marks = groups.map(({ letter, decimal }) => ({ label: letter, errorUlp: place(Number(decimal)) }));
  const chart = reachableChart(chartDocument(), output.reachable, marks, observedBands(output)).markup;
  const chartHeight = Number(/ height="([\d.]+)"/.exec(chart)?.[1] ?? 0);
  const lines = groups.map(groupLine);
  const top = margin + 64;
  const height = top + chartHeight + (lines.length + 1) * lineHeight + margin;
  const texts = lines.map(
    (line, index) =>
      `<text x="${margin}" y="${top + chartHeight + (index + 1) * lineHeight}" font-size="13">${line}</text>`,
  );
  const width = chartWidth + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family='${fonts}' fill="var(--ink)" color="var(--ink)">`,
    `<style>${palette}</style>`,
    `<rect width="${width}" height="${height}" fill="var(--paper)"/>`,
    `<text x="${margin}" y="${margin + 14}" font-size="18" font-weight="650">${escapeHtml(titleOf(output, groups))}</text>`,
    ...subtitlesOf(output).map(
      (line, index) =>
        `<text x="${margin}" y="${margin + 36 + index * 18}" font-size="13" fill="var(--quiet)">${escapeHtml(line)}</text>`,
    ),
    chart.replace('<svg ', `<svg x="${margin}" y="${top}" `),
    ...texts,
    '</svg>',
    '',
  ].join('\n');
}

function titleOf({ results, terms }: OutputExplanation, groups: readonly ValueGroup[]): string {
  const foreign = results.flatMap(({ decimal, subject }) => (decimal === null || isOwn(subject) ? [] : [subject]));
  const engines = new Set(foreign.map((subject) => subject.split('/')[0]));
  const answers = groups.filter((group) => group.subjects.some((subject) => !isOwn(subject)));
  return `One sum of ${terms} products, ${engines.size} engines, ${answers.length} answers`;
}

function subtitlesOf({ reachable, exact }: OutputExplanation): readonly string[] {
  const { tried = 0, distinct = 0 } = reachable ?? {};
  return [
    `Bars: the ${formatCount(distinct)} distinct binary32 results of ${formatCount(tried)} random summation trees of the same products. Dashed: the exact value,`,
    `${exact.decimal}. Blue: the quoted numbers, shaded with all reals that print so. Letters: results computed now.`,
  ];
}

function groupLine({ letter, shortest, subjects }: ValueGroup): string {
  const foreign = subjects.filter((subject) => !isOwn(subject) && !subject.includes('@'));
  const orders = subjects.filter(isOwn).length;
  const shown = foreign.slice(0, mostNamed).join(', ');
  const more = foreign.length > mostNamed ? ` and ${foreign.length - mostNamed} more` : '';
  const own = orders > 0 ? `${foreign.length > 0 ? '; ' : ''}${counted(orders, 'algorithm')} of lastbit` : '';
  return `<tspan font-weight="700" fill="var(--mark)">${letter}</tspan> <tspan font-weight="650">${escapeHtml(shortest)}</tspan> ${escapeHtml(`${shown}${more}${own}`)}`;
}

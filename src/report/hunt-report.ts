import { shapeKey } from '../conv/shape-text.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { bits32 } from '../float/bits.ts';
import { readableNumber, sentenceDecimal } from '../float/decimal.ts';
import { decimalOf } from '../float/dyadic.ts';
import type { HuntResult } from '../hunt/hunt-result.ts';
import type { Witness } from '../hunt/witness.ts';
import { type HuntPlaces, huntAnswer, scoreText, shareText, sideText } from '../text/hunt-lines.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import { huntChart, type LineLook, lineLooks } from './hunt-chart.ts';
import { html, type Markup, trusted } from './markup.ts';
import { pageText } from './page.ts';
import { chartDocument } from './svg.ts';

/** On a narrow screen the chart is drawn narrow, so that its text keeps its size. */
const widths = { narrow: 360, broad: 760 } as const;

/** The report of one hunt as one HTML page, which needs no network, no script and no other file. */
export function renderHunt(result: HuntResult, { explain }: Pick<HuntPlaces, 'explain'>): string {
  const { subjects, place, aim, seed, limit, progress, witness, faults, constraints } = result;
  const names = subjects.map(({ id }) => id).join(' and ');
  const [headline = '', ...rest] = huntAnswer(result).split(/(?<=\.) (?=The input shown)/);
  const document = chartDocument();
  const facts: readonly (readonly [string, string])[] = [
    ['shape', shapeKey(place.shape)],
    ['image', sideText(constraints.image)],
    ['kernel', sideText(constraints.kernel)],
    ...(constraints.condition === undefined ? [] : [['condition number', `at most ${constraints.condition}`] as const]),
    ['limit', limit === undefined ? 'none known' : `${scoreText(limit.value, aim)}, the ${limit.name}`],
    ['evaluations', formatCount(progress.evaluations)],
  ];
  const body = html`<header><p class="kicker">lastbit ${lastbitVersion} · hunt · seed ${seed}</p>
<h1>${headline}</h1>${rest.map((text) => html`<p class="answer">${text}</p>`)}
${faults.map((fault) => html`<p><strong class="bad">BUG: ${fault}.</strong></p>`)}
<dl class="facts">${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl></header>
<main><section id="methods"><h2>How far each method came</h2>
<figure>${(['narrow', 'broad'] as const).map(
    (name) => html`<div class="${name}">${huntChart(document, result, widths[name])}</div>`,
  )}<figcaption>${captionOf(result)}</figcaption></figure>
${methodTable(result)}</section>
${witness !== undefined && witnessSection(result, witness, explain)}
<section id="subjects"><h2>How the output is computed</h2>${subjects.map(
    ({ id, version, by, words }) =>
      html`<p><span class="mono">${id}</span> ${version}: ${by === 'model' ? words : `not explained (${words}); the engine computed all inputs`}.</p>`,
  )}</section></main>`;
  return pageText(`the worst input found for ${names}`, body, 'Written by lastbit hunt --report.');
}

function captionOf({ limit, progress }: HuntResult): string {
  const top =
    limit === undefined
      ? 'No limit is known: 100 % is the best found.'
      : `The line at 100 % is the ${limit.name}, which no allowed input exceeds.`;
  const beside = progress.methods.some(({ name }) => name === 'random') ? ' Dashed: random search.' : '';
  return `Each line is the best score of one method after so many of its own evaluations. ${top}${beside}`;
}

function methodTable(result: HuntResult): Markup {
  const { progress, limit, aim } = result;
  const looks = lineLooks(result);
  const rows = progress.methods.map(
    ({ name, evaluations, best }, index) =>
      html`<tr><td class="nowrap">${swatch(looks[index]!)} ${name}</td><td class="number">${formatCount(evaluations)}</td><td class="number">${best === null ? '–' : scoreText(best, aim)}</td><td class="number">${best === null || limit === undefined ? '–' : shareText(best / limit.value)}</td></tr>`,
  );
  return html`<div class="scroll"><table><thead><tr><th>method</th><th>evaluations</th><th>best</th><th>of the limit</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const swatch = ({ colour, dashes }: LineLook): Markup =>
  trusted(
    `<svg width="24" height="8" aria-hidden="true"><path d="M0,4H24" stroke="${colour}" stroke-width="2"` +
      `${dashes === undefined ? '' : ` stroke-dasharray="${dashes}"`}/></svg>`,
  );

/** The terms of the attacked output in the order of the window, by their factors and bits. */
function witnessSection({ place, shrunk }: HuntResult, witness: Witness, explain: string | undefined): Markup {
  const { candidate, confirmed, exact, measures, condition } = witness;
  const rows = Array.from(candidate.left, (x, term) => {
    const y = candidate.right[term]!;
    const cells = [x, y].flatMap((one) => [readableNumber(one, 'binary32'), bits32(one)]);
    return html`<tr><td class="number">${term}</td><td class="number">${place.pixels[term]!}</td><td class="number">${place.taps[term]!}</td>${cells.map(
      (text) => html`<td class="number">${text}</td>`,
    )}</tr>`;
  });
  const facts: readonly (readonly [string, string])[] = [
    ...confirmed.map(
      ({ subject, computed, format }) => [`computed by ${subject}`, readableNumber(computed, format)] as const,
    ),
    ['exact', sentenceDecimal(decimalOf(exact))],
    ['error in ulp of the exact value', formatNumber(measures.errorUlp, 6)],
    ['error ÷ u·P', formatNumber(measures.errorOverUP, 6)],
    ['condition number', condition === null ? 'infinite: the exact value is 0' : formatNumber(condition, 6)],
  ];
  const simplified = shrunk !== undefined && witness.score < shrunk.from;
  return html`<section id="witness"><h2>The ${simplified ? 'simplified ' : ''}input</h2>
<dl class="facts">${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>
<div class="scroll"><table><thead><tr><th>term</th><th>pixel</th><th>tap</th><th>image</th><th>in bits</th><th>kernel</th><th>in bits</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="note">Pixel and tap: the index in the image (NHWC) and in the kernel (HWIO).</p>
${explain !== undefined && html`<p class="note">To explain it: <code>${explain}</code></p>`}</section>`;
}

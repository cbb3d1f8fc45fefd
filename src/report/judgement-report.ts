import type { ErrorMap } from '../arrays/error-map.ts';
import type { AnswerComparison, AnswerJudgement, InputRecord, JudgementOfFiles } from '../arrays/judgement.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { computedText, exactText, hasError, placeText } from '../text/judgement-values.ts';
import { formatCount, formatNumber, formatShare } from '../text/numbers.ts';
import { errorMapFigure } from './error-map-picture.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page.ts';

export interface JudgementParts {
  /** One for each answer, in their order. */
  readonly maps: readonly (ErrorMap | undefined)[];
  readonly next: readonly string[];
}

/** What `judge` found as one HTML page, which needs no network, no script and no other file. */
export function renderJudgement(judgement: JudgementOfFiles, { maps, next }: JudgementParts): string {
  const { question, answer, verdict, outputs, comparisons, reading } = judgement;
  const { operation, inputs, terms, outputSizes } = question;
  const facts: readonly (readonly [string, string])[] = [
    ...inputs.map((input) => [input.role, inputText(input)] as const),
    ['an answer', `${sizesText(outputSizes)}: ${formatCount(question.outputs)} outputs`],
    ['terms of an output', `up to ${formatCount(terms)}`],
  ];
  const [headline = '', ...rest] = answer.split(/(?<=\.) (?=Likely: )/);
  const isBad = verdict === 'defect' || verdict === 'narrower';
  const body = html`<header><p class="kicker">lastbit ${lastbitVersion} · judge ${operation}</p>
<h1>${isBad ? html`<span class="bad">${headline}</span>` : headline}</h1>${rest.map((text) => html`<p class="answer">${text}</p>`)}
${factList(facts)}</header>
<main>${outputs.map((one, place) => answerSection(one, maps[place], outputs.length > 1 || one.answer !== answer))}
${comparisons.length > 0 && html`<section id="compared"><h2>The answers beside one another</h2>${comparisons.map((pair) => comparisonPart(pair, outputs))}</section>`}
<section id="reading"><h2>How the files were read</h2>${reading.map((text) => html`<p>${text}</p>`)}
${next.length > 0 && html`<h3>To learn more</h3>${next.map((command) => html`<p><code>${command}</code></p>`)}`}</section></main>`;
  return pageText(`judge ${operation}`, body, 'Written by lastbit judge --report.');
}

const factList = (facts: readonly (readonly [string, string])[]): Markup =>
  html`<dl class="facts">${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`;

const sizesText = (sizes: readonly number[]): string => (sizes.length === 0 ? 'a single number' : sizes.join(' × '));

const inputText = ({ path, type, sizes }: InputRecord): string => `${path}: ${type}, ${sizesText(sizes)}`;

function answerSection(answer: AnswerJudgement, map: ErrorMap | undefined, saysAnswer: boolean): Markup {
  const { name, type, outputs, within, wrong, notJudged, correctlyRounded, largest, scale, stated, notes } = answer;
  const number = (x: Parameters<typeof Number>[0]): string => formatNumber(Number(x));
  const facts: readonly (readonly [string, string])[] = [
    ['within the bound', `${formatCount(within)} of ${formatCount(outputs)}`],
    ...(wrong > 0 ? [['wrong', formatCount(wrong)] as const] : []),
    ...(notJudged > 0 ? [['not judged', formatCount(notJudged)] as const] : []),
    ['correctly rounded', outputs === 0 ? '–' : formatShare(correctlyRounded / outputs)],
    ...(largest === null
      ? []
      : ([
          ['largest error', `${number(largest.errorUlp)} ulp`],
          ['÷ bound', number(largest.errorOverBound)],
        ] as const)),
    ...(scale === null
      ? []
      : ([
          ['RMS error', `${number(scale.rootMeanSquare)} u·P`],
          ['random roundings', `${formatNumber(scale.squareRoot)} u·P`],
          ['no order exceeds', `${formatNumber(scale.worstCase)} u·P`],
        ] as const)),
    ['arithmetic assumed', stated],
  ];
  return html`<section><h2>${name} <span class="badge">${type}</span></h2>
${saysAnswer && html`<p class="answer">${answer.answer}</p>`}${notes.map((note) => html`<p>${note}</p>`)}
${factList(facts)}
${map !== undefined && html`<h3>Where the errors are</h3>${errorMapFigure(map)}`}
${faultPart(answer)}${worstPart(answer)}${modelPart(answer)}</section>`;
}

function faultPart({ places, faults, wrong }: AnswerJudgement): Markup | false {
  if (wrong === 0 || places.length + faults.length === 0) return false;
  const rows = faults.map(
    ({ words, explained, tried }) =>
      html`<tr><td>${words}</td><td class="number">${formatCount(explained)} of ${formatCount(tried)}</td></tr>`,
  );
  return html`<h3>What is wrong</h3>${places.map((words) => html`<p>Wrong outputs: ${words}.</p>`)}${
    rows.length > 0 &&
    html`<div class="scroll"><table><thead><tr><th>it would explain</th><th class="number">of the wrong outputs tried</th></tr></thead><tbody>${rows}</tbody></table></div>`
  }`;
}

function worstPart({ worst, type }: AnswerJudgement): Markup | false {
  const rows = worst.filter(hasError);
  const [first] = rows;
  if (first === undefined) return false;
  const axes = first.place.flatMap(({ axis, of }, at) => (of > 1 ? [{ axis, at }] : []));
  const titles = [...axes.map(({ axis }) => axis), 'computed', 'exact', 'error, ulp', '÷ bound'];
  return html`<h3>The largest errors ÷ bound</h3><div class="scroll"><table><thead><tr>${titles.map(
    (title) => html`<th class="number">${title}</th>`,
  )}</tr></thead><tbody>${rows.map(({ place, computed, exact, errorUlp, errorOverBound }) => {
    const numbers = [errorUlp, errorOverBound].map((x) => formatNumber(Number(x)));
    const cells = [...axes.map(({ at }) => String(place[at]!.at)), computedText(computed, type)];
    return html`<tr>${[...cells, exactText(exact, type), ...numbers].map((cell) => html`<td class="number">${cell}</td>`)}</tr>`;
  })}</tbody></table></div>`;
}

function modelPart({ models, algorithms }: AnswerJudgement): Markup | false {
  if (models.length + algorithms.length === 0) return false;
  const rows = models.map(
    ({ name, explained, tried, rootMeanSquare }) =>
      html`<tr><td>${name}</td><td class="number">${formatCount(explained)} of ${formatCount(tried)}</td><td class="number">${formatNumber(Number(rootMeanSquare))}</td></tr>`,
  );
  return html`<h3>Arithmetic tried</h3>${algorithms.map(
    ({ words, compared }) => html`<p>Equal bit for bit to ${words} (${formatCount(compared)} outputs compared).</p>`,
  )}${
    rows.length > 0 &&
    html`<div class="scroll"><table><thead><tr><th>arithmetic</th><th class="number">outputs within its bound</th><th class="number">RMS error, u·P</th></tr></thead><tbody>${rows}</tbody></table></div>`
  }`;
}

function comparisonPart(pair: AnswerComparison, outputs: readonly AnswerJudgement[]): Markup {
  const { names, answer, equal, errors, nearer, compared, largestDifference } = pair;
  const typeOf = (name: string) => outputs.find((one) => one.name === name)?.type ?? 'float64';
  const number = (x: Parameters<typeof Number>[0]): string => formatNumber(Number(x));
  const facts: readonly (readonly [string, string])[] = [
    ['equal bits', `${formatCount(equal)} of ${formatCount(pair.outputs)}`],
    ...names.map((name, place) => [`RMS error of ${name}`, `${number(errors[place]!.rootMeanSquare)} ulp`] as const),
    ...names.map(
      (name, place) => [`${name} is nearer`, `${formatCount(nearer[place]!)} of ${formatCount(compared)}`] as const,
    ),
  ];
  return html`<h3>${names[0]} and ${names[1]}</h3><p>${answer}</p>${factList(facts)}${
    largestDifference !== null &&
    html`<p>The largest difference: ${placeText(largestDifference.place)}: ${computedText(largestDifference.computed[0], typeOf(names[0]))} and ${computedText(largestDifference.computed[1], typeOf(names[1]))}, exact ${exactText(largestDifference.exact, typeOf(names[0]))}.</p>`
  }`;
}

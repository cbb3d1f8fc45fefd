import type { AnswerComparison, AnswerJudgement, DifferenceRecord, JudgementOfFiles } from '../arrays/judgement.ts';
import { shown } from '../errors/shown.ts';
import { answerTable, faultTable, modelTable, worstTable } from './judgement-tables.ts';
import { computedText, exactText, placeText } from './judgement-values.ts';
import { wrapped } from './layout.ts';
import { counted, formatCount, formatNumber } from './numbers.ts';

export interface JudgementLayout {
  /** Of a line, in characters. */
  readonly width?: number;
  /** All worst elements, models, algorithms and pairs, not the first few. */
  readonly all?: boolean;
  /** Commands that say more. */
  readonly next?: readonly string[];
}

const usualWidth = 80;
const few = { worst: 5, algorithms: 1, comparisons: 3 };
const many = { worst: 20, algorithms: 20, comparisons: 100 };

/** What `lastbit judge` prints: the answer, then the evidence, how the files were read, and what to ask next. */
export function judgementLines(
  judgement: JudgementOfFiles,
  { width = usualWidth, all = false, next = [] }: JudgementLayout = {},
): readonly string[] {
  const { answer, outputs, comparisons, reading } = judgement;
  const most = all ? many : few;
  const shownPairs = comparisons.slice(0, most.comparisons);
  const further = comparisons.length - shownPairs.length;
  const sections: readonly (readonly string[])[] = [
    wrapped(answer, 0, width),
    ...outputs.map((one) => sayings(one, !answer.endsWith(one.answer), width)),
    [...answerTable(outputs, width), ...scaleLines(judgement, width)],
    ...outputs.flatMap((one) => [
      faultTable(one, width),
      all || one.verdict !== 'rounding' ? modelTable(one, width) : [],
      algorithmLines(one, most.algorithms, width),
      all || one.correctlyRounded < one.outputs ? worstTable(one, most.worst, width) : [],
    ]),
    ...shownPairs.map((pair) => comparisonLines(pair, judgement, width)),
    further > 0 ? [`${counted(further, 'further pair')} of answers: --all prints all.`] : [],
    reading.flatMap((text) => wrapped(text, 0, width)),
    next.length === 0 ? [] : ['To learn more:', ...next.map((command) => `  ${command}`)],
  ];
  return sections.filter(({ length }) => length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

/** The sentence of one answer where it is not that of all, and its notes. */
function sayings({ name, answer, notes }: AnswerJudgement, isOwn: boolean, width: number): readonly string[] {
  return [
    ...(isOwn ? wrapped(`${shown(name)}: ${answer}`, 0, width) : []),
    ...notes.flatMap((note) => bulleted(note, width)),
  ];
}

const bulleted = (text: string, width: number): readonly string[] =>
  wrapped(text, 2, width).map((line, index) => (index === 0 ? `- ${line.slice(2)}` : line));

/** What the errors in u·P of the table are to be held against. */
function scaleLines({ outputs, question }: JudgementOfFiles, width: number): readonly string[] {
  const inexact = outputs.filter((one) => one.correctlyRounded < one.outputs);
  const scale = inexact.map((one) => one.scale).find((one) => one !== null);
  if (scale === undefined) return [];
  const { squareRoot, worstCase } = scale;
  return wrapped(
    `u·P: half an ulp of 1 times the sum of |terms|. With ${counted(question.terms, 'term')} random roundings reach ` +
      `about ${formatNumber(squareRoot)} u·P, and no order exceeds ${formatNumber(worstCase)} u·P.`,
    0,
    width,
  );
}

function algorithmLines({ name, algorithms }: AnswerJudgement, most: number, width: number): readonly string[] {
  return algorithms
    .slice(0, most)
    .flatMap(({ words, compared, telling }) =>
      wrapped(
        `${shown(name)} is equal bit for bit to ${words}: ${counted(compared, 'output')} compared, ` +
          `${formatCount(telling)} of them not the exact value rounded once.`,
        0,
        width,
      ),
    );
}

function comparisonLines(
  { names, answer, outputs, equal, compared, nearer, errors, firstDifference, largestDifference }: AnswerComparison,
  judgement: JudgementOfFiles,
  width: number,
): readonly string[] {
  const [one, other] = [shown(names[0]), shown(names[1])];
  const types = names.map((name) => judgement.outputs.find((answer) => answer.name === name)?.type ?? 'float64');
  const difference = (which: string, record: DifferenceRecord | null): readonly string[] => {
    if (record === null) return [];
    const [first, second] = record.computed.map((x, index) => computedText(x, types[index]!));
    const exact = Number.isNaN(Number(record.exact)) ? '' : `, exact ${exactText(record.exact, types[0]!)}`;
    return bulleted(`${which} difference: ${placeText(record.place)}: ${first} and ${second}${exact}`, width);
  };
  const ties = compared - nearer[0] - nearer[1];
  const spread = errors.map(
    ({ rootMeanSquare, largest }) =>
      `${formatNumber(Number(rootMeanSquare))} ulp (largest ${formatNumber(Number(largest))})`,
  );
  return [
    ...wrapped(answer.startsWith(`${one} and ${other} `) ? answer : `${one} and ${other}: ${answer}`, 0, width),
    ...bulleted(`equal bits: ${formatCount(equal)} of ${counted(outputs, 'output')}`, width),
    ...(compared === 0
      ? []
      : bulleted(
          `RMS error: ${one} ${spread[0]}, ${other} ${spread[1]}; nearer to exact: ${one} on ` +
            `${formatCount(nearer[0])}, ${other} on ${formatCount(nearer[1])}, neither on ${formatCount(ties)} of ` +
            `${formatCount(compared)}${compared < outputs ? ' sampled outputs' : ''}`,
          width,
        )),
    ...difference('first', firstDifference),
    ...(firstDifference?.index === largestDifference?.index ? [] : difference('largest', largestDifference)),
  ];
}

import type { AnswerJudgement, ElementRecord, ModelRecord } from '../arrays/judgement.ts';
import { shown } from '../errors/shown.ts';
import { computedText, exactText, hasError } from './judgement-values.ts';
import { type Column, tableLines, wrapped } from './layout.ts';
import { formatCount, formatNumber, formatShare } from './numbers.ts';

/** Titles that stay on one line. */
const overBound = '÷\u00a0bound';

/** A line for each answer: how many outputs are what, and how large the errors are. */
export function answerTable(answers: readonly AnswerJudgement[], width: number): readonly string[] {
  const columns: readonly Column<AnswerJudgement>[] = [
    { title: 'answer', align: 'left', cell: ({ name }) => shown(name) },
    { title: 'type', align: 'left', cell: ({ type }) => type },
    { title: 'outputs', align: 'right', cell: ({ outputs }) => formatCount(outputs) },
    { title: 'within', align: 'right', cell: ({ within }) => formatCount(within) },
    { title: 'wrong', align: 'right', cell: ({ wrong }) => formatCount(wrong) },
    { title: 'not judged', align: 'right', mayGo: true, cell: ({ notJudged }) => formatCount(notJudged) },
    {
      title: 'correctly rounded',
      align: 'right',
      cell: ({ correctlyRounded, outputs }) => (outputs === 0 ? '–' : formatShare(correctlyRounded / outputs)),
    },
    { title: 'largest ulp', align: 'right', cell: ({ largest }) => ulpText(largest) },
    { title: overBound, align: 'right', cell: ({ largest }) => errorText(largest?.errorOverBound) },
    { title: 'RMS\u00a0u·P', align: 'right', cell: ({ scale }) => errorText(scale?.rootMeanSquare) },
  ];
  return tableLines(columns, answers, { width });
}

const errorText = (x: ElementRecord['errorUlp'] | undefined): string =>
  formatNumber(x === undefined || x === 'NaN' ? undefined : Number(x));

/** An infinity that is due is no number of ulps away from itself. */
const ulpText = (element: ElementRecord | null): string =>
  errorText(element?.errorOverBound === 0 ? 0 : element?.errorUlp);

/** What the wrong outputs are, where the data show it. */
export function faultTable({ name, answer, faults, places }: AnswerJudgement, width: number): readonly string[] {
  const unsaid = places.filter((words) => !answer.includes(words));
  const where = unsaid.flatMap((words) => wrapped(`${shown(name)}: wrong are ${words}.`, 0, width));
  if (faults.length === 0) return where;
  const table = tableLines(
    [
      { title: `${shown(name)}: what would explain it`, align: 'left', cell: ({ words }) => words },
      { title: 'wrong outputs', align: 'right', cell: ({ explained, tried }) => shareText(explained, tried) },
    ],
    faults,
    { width },
  );
  return [...where, ...table];
}

const mostModels = 12;

/** The models of arithmetic that were tried, those first that explain most. */
export function modelTable({ name, models }: AnswerJudgement, width: number): readonly string[] {
  const rows = models.toSorted((one, other) => shareOf(other) - shareOf(one)).slice(0, mostModels);
  if (rows.length === 0) return [];
  return tableLines(
    [
      { title: `${shown(name)}: arithmetic tried`, align: 'left', cell: (model) => model.name },
      { title: 'outputs within', align: 'right', cell: ({ explained, tried }) => shareText(explained, tried) },
      { title: 'RMS u·P', align: 'right', cell: ({ rootMeanSquare }) => errorText(rootMeanSquare) },
    ],
    rows,
    { width },
  );
}

const shareOf = ({ explained, tried }: ModelRecord): number => (tried === 0 ? 0 : explained / tried);
const shareText = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${formatCount(part)} of ${formatCount(whole)}`;

/** The largest errors ÷ bound by their places, a column for each axis. */
export function worstTable({ name, worst, type }: AnswerJudgement, most: number, width: number): readonly string[] {
  const rows = worst.filter(hasError).slice(0, most);
  const [first] = rows;
  if (first === undefined) return [];
  const axes = first.place.flatMap(({ axis, of }, at) => (of > 1 ? [{ axis, at }] : []));
  const columns: readonly Column<ElementRecord>[] = [
    ...axes.map(
      ({ axis, at }): Column<ElementRecord> => ({
        ...{ title: axis, align: 'right', cell: ({ place }) => String(place[at]!.at) },
      }),
    ),
    { title: 'computed', align: 'point', cell: ({ computed }) => computedText(computed, type) },
    { title: 'exact', align: 'point', cell: ({ exact }) => exactText(exact, type) },
    { title: 'error, ulp', align: 'right', cell: ulpText },
    { title: overBound, align: 'right', cell: ({ errorOverBound }) => errorText(errorOverBound) },
  ];
  const which = rows.length === 1 ? 'the largest error' : `the ${rows.length} largest errors`;
  const title = `${shown(name)}: ${which} ÷ bound`;
  return [...wrapped(title, 0, width), ...tableLines(columns, rows, { width, indent: 2 })];
}

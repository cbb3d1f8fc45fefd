import type { Explanation, OutputExplanation, ReachableShare, Recipe, ResultRow } from '../explain/explanation.ts';
import type { ObservedExplanation } from '../explain/observed-records.ts';
import { seedCallsToday, seedObserved } from '../explain/seed-case.ts';
import { withInfinitySign } from '../float/decimal.ts';
import type { ReplayPlace } from './counterexample.ts';
import { type Column, grouped, oneLine, tableLines, wrapped } from './layout.ts';
import { formatCount, formatNumber, formatShare } from './numbers.ts';
import { revealCommand } from './reveal-command.ts';
import { algorithmName, isOwn, subjectNames } from './subject-names.ts';

/** How lines are laid out, and the commands of the user's own engines, which a command that is printed needs. */
export interface AnalysisLayout {
  /** Columns to fit to, as for `valueLines`. */
  readonly width?: number | undefined;
  readonly engines?: ReplayPlace['engines'];
}

/**
 * The sections that need random cases or random trees: how each subject computed, which results other orders give, and
 * how to make two results equal.
 */
export function analysisLines(explanation: Explanation, layout: AnalysisLayout = {}): readonly string[] {
  const { output, seed } = explanation;
  const { width } = layout;
  return [
    ...computedAsLines(explanation, layout),
    ...reachableLines(output, explanation.case.inputFormat === 'binary64', width),
    ...recipeLines(output.recipes, width),
    ...seedAnswerLines(output, width),
    '',
    `All random numbers here come from the seed ${seed}.`,
  ];
}

const computedAsColumns: readonly Column<ResultRow>[] = [
  { title: 'subject', align: 'left', cell: ({ subject }) => subject },
  { title: 'computed as', align: 'left', cell: algorithmsCell },
  { title: 'same bits', align: 'left', cell: agreementCell },
];

/** Which of our algorithms each engine follows. Our own algorithms are listed only where no engine is. */
function computedAsLines(explanation: Explanation, layout: AnalysisLayout): readonly string[] {
  const { width } = layout;
  const { results } = explanation.output;
  // Binary64 inputs: no engine was asked, and the algorithms were computed for this output alone.
  if (explanation.case.inputFormat === 'binary64') return [];
  const valued = results.filter(({ outcome }) => outcome.kind === 'value');
  const engines = valued.filter(({ subject }) => !isOwn(subject));
  const rows = engines.length > 0 ? engines : valued;
  if (rows.length === 0) return [];
  return [
    '',
    ...wrapped(
      'Computed as: the algorithms of lastbit that give the same bits here and on random cases of this shape',
      0,
      width,
    ),
    ...tableLines(computedAsColumns, rows, { width, indent: 2 }),
    ...revealedLines(rows, explanation, layout),
  ];
}

/** More algorithms than this are counted, not named. */
const mostNamed = 3;

function algorithmsCell({ explainedBy }: ResultRow): string {
  const best = explainedBy[0];
  if (best === undefined) return 'none: no algorithm gives these bits';
  if (best.agreed < best.tried) return `none; the nearest is ${algorithmName(best.algorithm)}`;
  const names = explaining(explainedBy).map(({ algorithm }) => algorithmName(algorithm));
  const rest = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** The algorithms that gave the same bits in every case tried. */
function explaining(explainedBy: ResultRow['explainedBy']): ResultRow['explainedBy'] {
  return explainedBy.filter(({ agreed, tried }) => agreed === tried);
}

function agreementCell({ explainedBy, explainedBecause }: ResultRow): string {
  const best = explainedBy[0];
  if (best === undefined) return '–';
  const why = best.agreed < best.tried || explainedBecause === null ? '' : ` (${explainedBecause})`;
  return `${formatCount(best.agreed)} of ${formatCount(best.tried)}${why}`;
}

/** The tree and the arithmetic that probes found. Subjects with the same ones share a line. */
function revealedLines(
  rows: readonly ResultRow[],
  { case: { shape }, output }: Explanation,
  { width, engines = {} }: AnalysisLayout,
): readonly string[] {
  const groups = grouped(
    rows.filter(({ revealed }) => revealed !== null),
    ({ revealed }) => revealedText(revealed!),
  );
  if (groups.size === 0) return [];
  const found = [...groups].flatMap(([text, group]) => [
    ...(width === undefined ? [`  ${text}`] : wrapped(text, 2, width)),
    ...wrapped(subjectNames(group.map(({ subject }) => subject)), 6, width),
  ]);
  const first = [...groups.values()][0]![0]!;
  const command = revealCommand(first.subject, shape, output, engines);
  return ['', 'Revealed by probes and replayed', ...found, `  details      ${command}`];
}

function revealedText(revealed: NonNullable<ResultRow['revealed']>): string {
  const { explained, summary, arithmetic, because } = revealed;
  return explained ? `${summary}; ${arithmetic}` : `not explained: ${oneLine(because ?? '')}`;
}

const barCharacters = 40;
const mostHistogramLines = 24;

/** A line of the histogram: one result, or neighbouring ones where there are many. */
interface Bin {
  readonly from: ReachableShare;
  readonly members: number;
  readonly share: number;
  readonly subjects: readonly string[];
}

const leftOut = (terms: number): string =>
  `no random orders were tried of ${formatCount(terms)} terms; a second is too short for enough of them`;

/** The results of random trees as a histogram of text. The longest bar is the commonest result. */
function reachableLines(
  { reachable, terms }: OutputExplanation,
  isWide: boolean,
  width: number | undefined,
): readonly string[] {
  if (reachable === null) return isWide ? [] : ['', ...wrapped(`Reachable results: ${leftOut(terms)}`, 0, width)];
  const { tried, distinct, smallest, largest, distribution, shares, notReached } = reachable;
  const bins = binsOf(shares);
  const most = Math.max(...bins.map(({ share }) => share));
  const columns: readonly Column<Bin>[] = [
    {
      title: 'result',
      align: 'point',
      cell: ({ from, members }) => `${withInfinitySign(from.decimal)}${members > 1 ? ' …' : ''}`,
    },
    { title: 'error, ulp', align: 'point', cell: ({ from }) => formatNumber(from.offsetUlp, 4) },
    { title: 'share', align: 'right', cell: ({ share }) => formatShare(share) },
    { title: '', align: 'left', cell: ({ share }) => '█'.repeat(Math.round((share / most) * barCharacters)) || '▏' },
    { title: 'who', align: 'left', cell: ({ subjects }) => whoCell(subjects) },
  ];
  const [least, greatest] = [withInfinitySign(smallest), withInfinitySign(largest)];
  const outcomeText =
    distinct === 1
      ? `all give ${least}`
      : `give ${formatCount(distinct)} different results, from ${least} to ${greatest}`;
  return [
    '',
    'Reachable results',
    ...wrapped(
      `${formatCount(tried)} random summation trees of these products, every addition rounded to binary32, ` +
        `${outcomeText}.`,
      2,
      width,
    ),
    ...wrapped(`(Random: ${distribution}.)`, 2, width),
    ...tableLines(columns, bins, { width, indent: 2 }),
    ...(notReached.length === 0
      ? []
      : wrapped(`None of these trees gave the result of ${subjectNames(notReached)}.`, 2, width)),
  ];
}

function binsOf(shares: readonly ReachableShare[]): readonly Bin[] {
  const size = Math.ceil(shares.length / mostHistogramLines);
  const bins: Bin[] = [];
  for (let start = 0; start < shares.length; start += size) {
    const members = shares.slice(start, start + size);
    bins.push({
      from: members[0]!,
      members: members.length,
      share: members.reduce((sum, { share }) => sum + share, 0),
      subjects: members.flatMap(({ subjects }) => subjects),
    });
  }
  return bins;
}

/** At most 70 characters where that is possible: all names, or one engine and a count. */
function whoCell(subjects: readonly string[]): string {
  const names = subjectNames(subjects);
  if (names.length <= 70) return names;
  const engine = subjects.find((subject) => !isOwn(subject));
  return engine === undefined ? names : `${engine} and ${subjects.length - 1} more`;
}

const recipeColumns: readonly Column<Recipe>[] = [
  { title: 'recipe', align: 'left', cell: ({ name }) => name },
  { title: 'equal', align: 'left', cell: ({ equal, tried }) => `${formatCount(equal)} of ${formatCount(tried)}` },
  { title: 'cost', align: 'point', cell: ({ relativeTime }) => `${relativeTime.toFixed(1)}` },
];

/** How to make two computations agree: how often each recipe worked, what it costs and what it guarantees. */
function recipeLines(recipes: readonly Recipe[], width: number | undefined): readonly string[] {
  if (recipes.length === 0) return [];
  const { terms } = recipes[0]!;
  const cases = terms === undefined ? 'of this shape' : `of ${formatCount(terms)} terms; more would take too long`;
  return [
    '',
    ...wrapped(`Making them equal: two computations for each recipe, on random cases ${cases}`, 0, width),
    '  Equal: the same bits, or zeros of either sign. Cost 1: a binary32 loop.',
    ...tableLines(recipeColumns, recipes, { width, indent: 2 }),
    ...recipes.flatMap(({ name, ways, guarantee, engines }) => [
      '',
      ...wrapped(`${name}. Guarantee: ${guarantee}.`, 2, width),
      ...wrapped(`compared: ${ways[0]} | ${ways[1]}`, 4, width),
      ...engines.flatMap(({ first, second, equal, tried }) =>
        wrapped(`${first} | ${second}: ${formatCount(equal)} of ${formatCount(tried)}`, 4, width),
      ),
    ]),
  ];
}

/**
 * The answer to the question of 2018: each call of then, with the subject that makes it today (`seedCallsToday`).
 * Nothing for other cases.
 */
function seedAnswerLines(
  { observed, results, exact }: OutputExplanation,
  width: number | undefined,
): readonly string[] {
  const answers = seedObserved.flatMap(({ name }, index) => {
    const number = observed.find((one) => one.name === name);
    const row = results.find(({ subject }) => subject === seedCallsToday[index]);
    return number === undefined || row === undefined ? [] : wrapped(seedAnswer(number, row), 2, width);
  });
  if (answers.length === 0 || exact.because !== null) return [];
  const asked = results.filter(({ subject }) => seedCallsToday.includes(subject));
  const allWithin = asked.every(({ withinBound }) => withinBound === true)
    ? ' None of these results is wrong: rounding can cause each of the errors.'
    : '';
  const advice = 'add in the same order with the same roundings on both sides, or round the exact value once.';
  return [
    '',
    'In short',
    ...answers,
    ...wrapped(`The exact value is ${exact.decimal}.${allWithin}`, 2, width),
    ...wrapped(`To make them equal to the last bit, ${advice}`, 2, width),
  ];
}

function seedAnswer({ name, printed, consistentWith }: ObservedExplanation, row: ResultRow): string {
  const { subject, format, outcome, explainedBy, signedErrorUlp, errorUlp, boundUlp } = row;
  if (outcome.kind !== 'value') return `${name}: ${printed}. ${subject} is ${outcome.kind}: ${outcome.reason}.`;
  const same = consistentWith.includes(subject) ? 'this number' : row.shortest;
  const algorithms = explaining(explainedBy);
  const how =
    algorithms.length === 0
      ? 'by none of the algorithms of lastbit'
      : `computed as ${algorithms.map(({ algorithm }) => algorithm).join(' or ')} ` +
        `(the same bits in all ${formatCount(algorithms[0]!.tried)} random cases)`;
  const share =
    errorUlp === null || boundUlp === null ? '' : `, ${formatNumber((errorUlp / boundUlp) * 100, 2)} % of its bound`;
  const error =
    signedErrorUlp === 0 ? 'It is the exact value' : `Its error is ${formatNumber(signedErrorUlp, 4)} ulp${share}`;
  return `${name}: ${printed}. Today ${subject} gives ${same}, in ${format}, ${how}. ${error}.`;
}

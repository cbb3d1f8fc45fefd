import type { NumberFormat, WideFormat } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { line } from '../errors/printable.ts';
import type { ExplainedCase, Explanation, OutputExplanation, ProductGrid, ResultRow } from '../explain/explanation.ts';
import { withInfinitySign } from '../float/decimal.ts';
import { conclusionTexts } from './explanation-conclusion.ts';
import { observedLines } from './explanation-observed.ts';
import { alignPoints, type Column, grouped, oneLine, tableLines, wrapped } from './layout.ts';
import { counted, formatNumber } from './numbers.ts';
import { verdictLines } from './row-verdicts.ts';
import { isOwn, subjectNames } from './subject-names.ts';

/** Columns to fit to; undefined for as many as texts need. */
type Width = number | undefined;

/**
 * What is known once every subject has answered: results, errors, bounds, and who can have printed the observed
 * numbers. Tables and sentences are fitted to `width` columns, if it is given; numbers with all their digits are not.
 */
export function valueLines({ case: input, output }: Explanation, width?: number): readonly string[] {
  return [
    ...conclusionTexts(output, input).flatMap((text) => wrapped(text, 0, width)),
    '',
    ...factLines(input, output, width),
    '',
    ...resultLines(output.results, width),
    '',
    ...digitLines(output, width),
    ...observedLines(output.observed, output.scale, width),
  ];
}

function factLines(input: ExplainedCase, output: OutputExplanation, width: Width): readonly string[] {
  const { exact, condition, unitErrorUlp, terms, nonZeroTerms } = output;
  const zeros = nonZeroTerms === terms ? '' : `, ${nonZeroTerms} of them with a product that is not 0`;
  const lines = [
    line`  case         ${input.source}: ${input.place ?? shapeWords(input)}`,
    ...(output.of === 1 ? [] : [`  output       ${outputWords(output)}`]),
    ...(input.roundedInputs > 0 ? [`  inputs       ${input.roundedInputs} of them rounded to binary32, as asked`] : []),
    `  n            ${counted(terms, 'term')}${zeros}`,
  ];
  if (exact.because !== null) return lines;
  return [
    ...lines,
    `  exact value  ${exact.dyadic}`,
    condition === null
      ? '  condition    none: the exact value is 0'
      : `  condition    κ = Σ|x·y| ÷ |Σ x·y| = ${formatNumber(condition, 5)}`,
    ...(unitErrorUlp === null
      ? []
      : [`  u·P          ${formatNumber(unitErrorUlp, 4)} ulp of the exact value  (u = 2^-24, P = Σ|x·y|)`]),
    ...gridLines(output, width),
  ];
}

function shapeWords({ shape }: ExplainedCase): string {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding } = shape;
  if (shape.depth !== undefined) return shapeKey(shape);
  const parts = [
    batch === 1 && channelsIn === 1 ? `${height}×${width} image` : `${batch}×${height}×${width}×${channelsIn} image`,
    channelsIn === 1 && channelsOut === 1
      ? `${kernelHeight}×${kernelWidth} kernel`
      : `${kernelHeight}×${kernelWidth}×${channelsIn}×${channelsOut} kernel`,
    `padding ${typeof padding === 'string' ? padding : padding.join(',')}`,
  ];
  if (stride.some((step) => step !== 1)) parts.push(`stride ${stride.join(',')}`);
  if (dilation.some((step) => step !== 1)) parts.push(`dilation ${dilation.join(',')}`);
  return parts.join(', ');
}

function outputWords({ index, of, position: [image, row, column, channel] }: OutputExplanation): string {
  const place = `image ${image}, row ${row}, column ${column}, channel ${channel}`;
  return `${index} of 0 to ${of - 1} (${place}); --output selects another`;
}

function gridLines({ grid, nonZeroTerms }: OutputExplanation, width: Width): readonly string[] {
  if (grid === null) return [];
  return ['', ...wrapped(gridText(grid, nonZeroTerms), 2, width)];
}

/** Where additions round, and whether their order can matter. */
function gridText({ exponent, bits, everyOrderExact, orderMatters }: ProductGrid, nonZeroTerms: number): string {
  const steps = `Every product is a multiple of 2^${exponent}, and Σ|x·y| is at most 2^${bits} such steps:`;
  if (everyOrderExact.binary32) return `${steps} no addition rounds, whatever the order.`;
  if (nonZeroTerms === 1) return 'One product is not 0: no addition rounds, and no order matters.';
  if (nonZeroTerms === 2)
    return 'Two products are not 0: one addition has no order, but a fused multiply-add does not round its product.';
  const orderText = (format: WideFormat): string => {
    if (everyOrderExact[format]) return `in ${format} no addition rounds`;
    const matters = orderMatters[format];
    if (matters === null) return `in ${format} additions can round, and the result can depend on their order`;
    return matters
      ? `in ${format} the result depends on the order`
      : `in ${format} every order of the rounded products gives the same result`;
  };
  return `${steps} ${orderText('binary64')}; ${orderText('binary32')}.`;
}

/** A line of the table: one subject, or all algorithms of lastbit with the same result. */
interface Line {
  readonly name: string;
  readonly row: ResultRow;
}

const columns: readonly Column<Line>[] = [
  { title: 'subject', align: 'left', cell: ({ name }) => name },
  { title: 'result', align: 'point', cell: ({ row }) => withInfinitySign(row.shortest ?? '–') },
  { title: 'bits', align: 'left', cell: ({ row }) => row.bits ?? '–' },
  { title: 'error, ulp', align: 'point', cell: ({ row }) => formatNumber(row.signedErrorUlp, 4) },
  { title: 'error ÷ u·P', align: 'point', cell: ({ row }) => formatNumber(row.errorOverUP) },
  { title: 'bound, ulp', align: 'point', cell: ({ row }) => formatNumber(row.boundUlp, 4) },
  { title: 'within', align: 'left', cell: ({ row }) => withinWord(row) },
];

/** Fewer columns leave the table of binary64 no room for names. Its 17 digits say the same as the bits. */
const roomForBits = 92;

const fitting = (format: NumberFormat, width: Width): readonly Column<Line>[] =>
  format === 'binary64' && width !== undefined && width < roomForBits
    ? columns.filter(({ title }) => title !== 'bits')
    : columns;

/** A table for each format, because each has its own ulp and u. */
function tablesByFormat(lines: readonly Line[], width: Width): readonly string[] {
  return (['binary32', 'binary64', 'binary16', 'bfloat16'] as const)
    .flatMap((format) => {
      const rows = lines.filter(({ row }) => row.format === format);
      if (rows.length === 0) return [];
      const unit = `Results in ${format}, with ulp and u of ${format}`;
      return ['', `  ${unit}`, ...tableLines(fitting(format, width), rows, { width, indent: 2 })];
    })
    .slice(1);
}

function withinWord({ withinBound }: ResultRow): string {
  return withinBound === null ? '–' : withinBound ? 'yes' : 'NO';
}

/**
 * Engines first, a line each; then lastbit's algorithms, those with the same result on one line; then subjects without
 * a result.
 */
function resultLines(results: readonly ResultRow[], width: Width): readonly string[] {
  const valued = results.filter(({ outcome }) => outcome.kind === 'value');
  const engines = valued.filter(({ subject }) => !isOwn(subject)).map(lineOf);
  const own = valued.filter(({ subject }) => isOwn(subject));
  const lines = [...engines, ...(engines.length === 0 ? own.map(lineOf) : sharedLines(own))];
  const table = tablesByFormat(lines, width);
  const without = results.flatMap((row) => withoutResultLines(row, width));
  return [
    ...table,
    ...(table.length > 0 && without.length > 0 ? [''] : []),
    ...without,
    ...(lines.length < valued.length
      ? [
          '',
          ...wrapped(
            'Algorithms of lastbit with the same result share a line; --subject lastbit shows each.',
            2,
            width,
          ),
        ]
      : []),
    ...boundNotes(valued, width),
    ...verdictLines(valued, width),
  ];
}

function lineOf(row: ResultRow): Line {
  return { name: row.subject, row };
}

function sharedLines(rows: readonly ResultRow[]): readonly Line[] {
  const groups = grouped(
    rows,
    ({ format, bits, boundUlp, withinBound }) => `${format} ${bits} ${boundUlp} ${withinBound}`,
  );
  return [...groups.values()].map((group) => ({ name: subjectNames(idsOf(group), 2), row: group[0]! }));
}

function idsOf(rows: readonly ResultRow[]): readonly string[] {
  return rows.map(({ subject }) => subject);
}

function withoutResultLines({ subject, outcome }: ResultRow, width: Width): readonly string[] {
  if (outcome.kind === 'value') return [];
  const why = outcome.kind === 'missing' ? `${outcome.reason}; to get it: ${outcome.howToGetIt}` : outcome.reason;
  const text = `${subject}  ${outcome.kind}: ${oneLine(why)}`;
  return width === undefined ? [`  ${text}`] : wrapped(text, 2, width);
}

/** Why some rows have no bound: a line for each reason. */
function boundNotes(rows: readonly ResultRow[], width: Width): readonly string[] {
  const unbounded = rows.filter(({ boundBecause }) => boundBecause !== null);
  const lines = [...grouped(unbounded, ({ boundBecause }) => boundBecause)].flatMap(([reason, group]) => {
    const who = group.length === rows.length ? 'all' : subjectNames(idsOf(group));
    return wrapped(`No bound (–) for ${who}: ${reason}.`, 2, width);
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

/** Every different result with all its digits, from the smallest to the largest, the exact value among them. */
function digitLines({ exact, results }: OutputExplanation, width: Width): readonly string[] {
  const groups = new Map<string, string[]>(exact.because === null ? [[exact.decimal, []]] : []);
  for (const { decimal, subject } of results) {
    if (decimal !== null) groups.set(decimal, [...(groups.get(decimal) ?? []), subject]);
  }
  const decimals = [...groups.keys()].sort((a, b) => Number(a) - Number(b));
  const aligned = alignPoints(decimals.map(withInfinitySign));
  const lines = decimals.flatMap((decimal, index) => {
    const mark = exact.decimal === decimal ? '  the exact value' : '';
    const subjects = groups.get(decimal)!;
    return [
      `  ${aligned[index]}${mark}`.trimEnd(),
      ...(subjects.length === 0 ? [] : wrapped(subjectNames(subjects), 6, width)),
    ];
  });
  return lines.length === 0 ? [] : ['All digits', ...lines];
}

import type { RuleOnData } from '../../arrays/tolerance/rules-on-data.ts';
import type { Tolerance } from '../../arrays/tolerance/smallest-tolerances.ts';
import type { ToleranceData, ToleranceReport } from '../../arrays/tolerance/tolerance-report.ts';
import { type Column, tableLines, wrapped } from '../layout.ts';
import { counted, formatNumber, formatShare } from '../numbers.ts';
import { roundedUp } from './rounded-up.ts';

interface Row {
  readonly name: string;
  readonly what: string;
  readonly tolerance: Tolerance | undefined;
  readonly over: number;
}

/** The smallest tolerances for data, and what tests do with these data. */
export function dataLines(report: ToleranceReport, width: number | undefined): readonly string[] {
  const { data } = report;
  if (data === undefined) return [];
  const { outputs, unproven, because, rounded } = data;
  const left =
    unproven === 0 ? '' : ` ${counted(unproven, 'output')} of ${outputs} left out: ${because ?? 'no bound is proven'}.`;
  const inputs = rounded === 0 ? '' : ` ${counted(rounded, 'input')} rounded to binary32, as asked.`;
  const count = counted(outputs, 'output');
  const intro =
    `The smallest tolerances |y − ref| ≤ atol + rtol·|ref| that follow for these data: ${count}, each with its exact ` +
    `value, its n and its P. Every number is rounded up and checked exactly at every output.${left}${inputs}`;
  if (unproven === outputs)
    return wrapped(`No tolerance is sound for these data: ${because ?? 'no bound is proven'}.`, 0, width);
  return [...wrapped(intro, 0, width), ...smallestLines(report, width), '', ...ruleLines(report, data, width)];
}

function smallestLines({ implementations }: ToleranceReport, width: number | undefined): readonly string[] {
  const rows = implementations.flatMap(({ name, smallest }): readonly Row[] => {
    if (smallest === undefined) return [];
    const { absolute, relative, pair, allowedOverBound: over } = smallest;
    return [
      { name, what: 'atol alone', tolerance: absolute, over: over.absolute },
      { name, what: 'rtol alone', tolerance: relative, over: over.relative },
      { name, what: 'best pair', tolerance: pair, over: over.pair },
    ];
  });
  const number = (value: number | undefined): string => (value === undefined ? 'none' : roundedUp(value, 6));
  const columns: readonly Column<Row>[] = [
    { title: 'implementation', align: 'left', cell: ({ name, what }) => (what === 'atol alone' ? name : '') },
    { title: '', align: 'left', cell: ({ what }) => what },
    { title: 'rtol', align: 'left', cell: ({ tolerance }) => number(tolerance?.rtol) },
    { title: 'atol', align: 'left', cell: ({ tolerance }) => number(tolerance?.atol) },
    {
      title: 'allows ÷ proven',
      align: 'point',
      cell: ({ over }) => (Number.isFinite(over) ? formatNumber(over, 3) : '–'),
    },
  ];
  return tableLines(columns, rows, { width, indent: 2 });
}

function ruleLines(
  { reference }: ToleranceReport,
  { rules, tried, every, products, algorithms }: ToleranceData,
  width: number | undefined,
): readonly string[] {
  const columns: readonly Column<RuleOnData>[] = [
    { title: 'test', align: 'left', cell: ({ name }) => name },
    { title: 'rtol', align: 'left', cell: ({ tolerance }) => toleranceNumber(tolerance?.rtol) },
    { title: 'atol', align: 'left', cell: ({ tolerance }) => toleranceNumber(tolerance?.atol) },
    { title: 'correct sums', align: 'left', cell: (rule) => verdict(rule, algorithms) },
    { title: 'allows ÷ proven', align: 'point', cell: ({ allowedOverBound }) => formatNumber(allowedOverBound, 3) },
    {
      title: 'most u·P',
      align: 'point',
      cell: ({ largestOverUP }) => (largestOverUP === null ? '∞' : formatNumber(largestOverUP, 3)),
    },
    {
      title: 'products lost unseen',
      align: 'point',
      cell: ({ lostProducts }) => formatShare(products === 0 ? 0 : lostProducts / products),
    },
    { title: 'TF32 seen in', align: 'point', cell: ({ tf32 }) => formatShare(tried === 0 ? 0 : tf32 / tried) },
  ];
  const sample = every === 1 ? '' : ` Tried on ${counted(tried, 'output')}, every ${every}th.`;
  const intro =
    `What tests do with these data, for an unknown order.${sample} Correct sums: whether the test rejects lastbit’s ` +
    `${algorithms} plain summation algorithms, or might reject another one (largest proven bound ÷ allowed). ` +
    'Allows ÷ proven: means over the outputs. Most u·P: the largest error that passes. Lost: single products that ' +
    'may be missing from their sum. TF32: outputs that fail if the inputs are rounded to TF32.';
  const last =
    reference === 'binary32' ? ['  The reference of this table is the exact value, rounded once to binary32.'] : [];
  return [...wrapped(intro, 0, width), ...tableLines(columns, rules, { width, indent: 2 }), ...last];
}

/** A number that somebody wrote down. */
export const shortNumber = (value: number): string =>
  value !== 0 && value < 1e-2 ? value.toExponential() : String(value);

const toleranceNumber = (value: number | undefined): string => {
  if (value === undefined) return '';
  return value === Number(value.toPrecision(3)) ? shortNumber(value) : roundedUp(value, 6);
};

function verdict({ rejected, doubtful, boundOverAllowed }: RuleOnData, algorithms: number): string {
  if (rejected.length > 0) return `rejects ${rejected.length} of ${algorithms}`;
  if (doubtful === 0) return 'never rejected';
  return `might (${boundOverAllowed === null ? '∞' : `${formatNumber(boundOverAllowed, 3)}×`})`;
}

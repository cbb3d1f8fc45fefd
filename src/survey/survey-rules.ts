import { operationNamed, sumsPixels } from '../conv/operation.ts';
import { shapeKey } from '../conv/shape-text.ts';
import type { SurveyGroup, SurveyRow } from '../corpus/survey.ts';
import { arithmeticText, computingText } from '../reveal/describe.ts';

/** A tree and arithmetic that a subject has at some shapes, or a reason why it is not explained there. */
export interface SurveyRule {
  readonly explained: boolean;
  /** In words, without numbers that change with the shape. */
  readonly tree: string;
  /** Likewise; the reason if it is not explained. */
  readonly arithmetic: string;
  /** The products and sums of the arithmetic. */
  readonly computing: string;
  readonly places: readonly RulePlace[];
}

/** Outputs of one shape that follow the rule. */
export interface RulePlace {
  readonly row: SurveyRow;
  /** The first group, if several groups of the shape follow the rule with different numbers. */
  readonly group: SurveyGroup;
  readonly outputs: number;
}

/** The rules of a subject, those at the most shapes first. */
export function surveyRules(rows: readonly SurveyRow[]): readonly SurveyRule[] {
  const rules = new Map<string, { readonly group: SurveyGroup; readonly places: RulePlace[] }>();
  for (const row of rows) {
    for (const group of row.groups) {
      const { tree, arithmetic } = ruleTexts(row, group);
      const key = `${tree} | ${arithmetic}`;
      const rule = rules.get(key) ?? { group, places: [] };
      const last = rule.places.at(-1);
      const outputs = group.outputs + (last?.row === row ? last.outputs : 0);
      if (last?.row === row) rule.places.pop();
      rule.places.push({ row, group: last?.row === row ? last.group : group, outputs });
      rules.set(key, rule);
    }
  }
  return [...rules.values()]
    .sort((a, b) => Number(b.group.explained) - Number(a.group.explained) || b.places.length - a.places.length)
    .map(({ group, places }) => ({ explained: group.explained, ...ruleTexts(places[0]!.row, group), places }));
}

/** A group of a row in words: its tree, its arithmetic or why it is not explained, and of that products and sums. */
export function ruleTexts(
  { subject }: Pick<SurveyRow, 'subject'>,
  { explained, summary, arithmetic, because }: SurveyGroup,
): Pick<SurveyRule, 'tree' | 'arithmetic' | 'computing'> {
  const options = { counts: false, numbers: sumsPixels(operationNamed(subject)) };
  return {
    tree: explained ? (summary ?? '') : 'not explained',
    arithmetic: arithmetic === null ? (because ?? '') : arithmeticText(arithmetic, options),
    computing: arithmetic === null ? '' : computingText(arithmetic, options),
  };
}

/** The number of terms if a shape is one window of one row and one channel; undefined for other shapes. */
export function lengthOf({ shape }: SurveyRow): number | undefined {
  const { width, kernelWidth, padding, channelsIn, channelsOut } = shape;
  const ones = [shape.batch, shape.height, shape.kernelHeight, channelsIn, channelsOut];
  const plain = [...ones, ...shape.stride, ...shape.dilation].every((size) => size === 1) && padding === 'valid';
  return plain && width === kernelWidth ? width : undefined;
}

/**
 * Where a rule holds, in few words. Sums of n products are ranges: `n = 3 … 33` says that the rule holds at every n in
 * that range which was asked. Windows are listed one by one, or as `all …`, or as `all … but …`. If the rule holds for
 * some outputs of a shape only, their number is in brackets.
 */
export function placesText(places: readonly RulePlace[], asked: readonly SurveyRow[]): string {
  const sums = places.filter(({ row }) => lengthOf(row) !== undefined);
  const windows = places.filter(({ row }) => lengthOf(row) === undefined);
  const texts = [lengthsText(sums, asked), windowsText(windows, asked)].filter((text) => text !== '');
  return texts.join('; ');
}

function lengthsText(places: readonly RulePlace[], asked: readonly SurveyRow[]): string {
  const all = asked.flatMap((row) => lengthOf(row) ?? []).sort((a, b) => a - b);
  const here = new Set(places.map(({ row }) => lengthOf(row)!));
  const ranges: number[][] = [];
  for (const [index, n] of all.entries()) {
    if (!here.has(n)) continue;
    if (index > 0 && here.has(all[index - 1]!)) ranges.at(-1)!.push(n);
    else ranges.push([n]);
  }
  const text = (range: readonly number[]): string =>
    range.length <= 2 ? range.join(', ') : `${range[0]} … ${range.at(-1)}`;
  return ranges.length === 0 ? '' : `*n* = ${ranges.map(text).join(', ')}`;
}

function windowsText(places: readonly RulePlace[], asked: readonly SurveyRow[]): string {
  const all = asked.filter((row) => lengthOf(row) === undefined);
  const whole = new Set(places.filter(({ row, outputs }) => outputs === row.outputs).map(({ row }) => row));
  const missing = all.filter((row) => !whole.has(row));
  if (places.length > 1 && missing.length === 0) return `all ${all.length} windows`;
  if (missing.length <= 3 && whole.size > 6 && places.length === whole.size)
    return `all ${all.length} windows but ${missing.map(shortShape).join(', ')}`;
  return places
    .map(({ row, outputs }) => `${shortShape(row)}${outputs === row.outputs ? '' : ` [${outputs} of ${row.outputs}]`}`)
    .join(', ');
}

/**
 * A shape without sizes of 1. `8×8×3 * 3×3 → 8` is an image of 8 rows, 8 columns and 3 channels under 8 kernels of
 * 3 rows and 3 columns; `2 of` means two images.
 */
export function shortShape({ shape }: Pick<SurveyRow, 'shape'>): string {
  if (shape.depth !== undefined) return shapeKey(shape);
  const { batch, channelsIn, channelsOut, padding } = shape;
  const pairText = (name: string, [rows, columns]: readonly [number, number]): string[] =>
    rows === 1 && columns === 1 ? [] : [`${name} ${rows}×${columns}`];
  return [
    ...(batch === 1 ? [] : [`${batch} of`]),
    `${shape.height}×${shape.width}${channelsIn === 1 ? '' : `×${channelsIn}`}`,
    `* ${shape.kernelHeight}×${shape.kernelWidth}`,
    ...(channelsOut === 1 ? [] : [`→ ${channelsOut}`]),
    ...pairText('stride', shape.stride),
    ...pairText('dilation', shape.dilation),
    ...(padding === 'valid' ? [] : [padding === 'same' ? padding : `padding ${padding.join(',')}`]),
  ].join(' ');
}

/** The range from the least to the greatest number. */
export function rangeText(numbers: readonly number[]): string {
  const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
  return least === greatest ? String(least) : `${least} … ${greatest}`;
}

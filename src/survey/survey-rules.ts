import type { SurveyGroup, SurveyRow } from '../corpus/survey.ts';

/** One way to compute that a subject follows at some shapes, or one reason why it is not explained there. */
export interface SurveyRule {
  readonly explained: boolean;
  /** The tree in words, without numbers that change with the shape. */
  readonly tree: string;
  /** The arithmetic likewise; the reason, where it is not explained. */
  readonly arithmetic: string;
  readonly places: readonly RulePlace[];
}

/** Where it was found: outputs of one shape. */
export interface RulePlace {
  readonly row: SurveyRow;
  /** The first group, if several of the shape follow the rule with other numbers in it. */
  readonly group: SurveyGroup;
  readonly outputs: number;
}

/** The rules of a subject, those at most shapes first. */
export function surveyRules(rows: readonly SurveyRow[]): readonly SurveyRule[] {
  const rules = new Map<string, { readonly group: SurveyGroup; readonly places: RulePlace[] }>();
  for (const row of rows) {
    for (const group of row.groups) {
      const key = `${treeOf(group)} | ${arithmeticOf(group)}`;
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
    .map(({ group, places }) => ({
      ...{ explained: group.explained, tree: treeOf(group), arithmetic: arithmeticOf(group), places },
    }));
}

function treeOf({ explained, summary }: SurveyGroup): string {
  return explained ? (summary ?? '').replace(/: \d+ terms, height \d+/, '') : 'not explained';
}

function arithmeticOf({ explained, arithmetic, because }: SurveyGroup): string {
  if (!explained) return because ?? '';
  return (arithmetic ?? '')
    .replaceAll(/ \(\d+\)/g, '')
    .replace(/\d+ products (.*?), (but for )?\d+ rounded/, 'some products $1, some rounded')
    .replace(/products (.*?), but for \d+ rounded/, 'some products $1, some rounded');
}

/** The number of terms where a shape is one window of one row; undefined for other shapes. */
export function lengthOf({ shape }: SurveyRow): number | undefined {
  const [, n] = /^1×1×(\d+)×1 \* 1×\1×1×1 stride 1×1 dilation 1×1 valid$/.exec(shape) ?? [];
  return n === undefined ? undefined : Number(n);
}

/**
 * Where a rule holds, in few words. Sums of n products as ranges of n: `n = 3 … 33` says that it holds at every n in the range that was
 * asked. Windows one by one; `all …` where it is all that were asked, `all but …` where few are missing. Where a rule holds for some
 * outputs of a shape, their number is in brackets.
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
    return `all ${all.length} windows but ${missing.map(shapeText).join(', ')}`;
  return places
    .map(({ row, outputs }) => `${shapeText(row)}${outputs === row.outputs ? '' : ` [${outputs} of ${row.outputs}]`}`)
    .join(', ');
}

/** `8×8×3 * 3×3 → 8` is an image of 8 rows, 8 columns, 3 channels and 8 kernels of 3 rows, 3 columns; what is 1 is left out, `2 of` are two images. */
export function shapeText({ shape }: Pick<SurveyRow, 'shape'>): string {
  const [, batch, height, width, channels, rows, columns, out, rest] =
    /^(\d+)×(\d+)×(\d+)×(\d+) \* (\d+)×(\d+)×\d+×(\d+)(.*)$/.exec(shape)!;
  const image = `${batch === '1' ? '' : `${batch} of `}${height}×${width}${channels === '1' ? '' : `×${channels}`}`;
  const others = rest!.replace(' stride 1×1', '').replace(' dilation 1×1', '').replace(' valid', '');
  return `${image} * ${rows}×${columns}${out === '1' ? '' : ` → ${out}`}${others}`;
}

/** The least and the greatest of some numbers. */
export function rangeText(numbers: readonly number[]): string {
  const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
  return least === greatest ? String(least) : `${least} … ${greatest}`;
}

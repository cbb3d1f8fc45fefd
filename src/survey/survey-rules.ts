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

import type { Survey, SurveyGroup, SurveyRow } from '../../corpus/survey.ts';
import { formatCount } from '../format-number.ts';

/** The part of docs/engines.md that tells what was found by probing, on which machine. */
export function surveyMarkdown({ cpu, cpuFeatures, platform, rows }: Survey): string {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const replays = rows.flatMap(({ groups }) => groups).reduce((sum, group) => sum + group.replays, 0);
  return `## How they compute

Found by \`npx lastbit reveal --all\` on one machine, and replayed bit for bit: ${formatCount(rows.length)} subjects at a shape,
${formatCount(replays)} outputs replayed. Another processor may make another tree of the same library: nothing here is believed, and
nothing tests it elsewhere.

- processor: ${cpu}, ${platform}
- features: ${cpuFeatures.join(', ')}

A rule is a tree with its arithmetic; the shapes under it are those at which it was found. A shape is image * kernel as batch × rows ×
columns × channels and rows × columns × channels × filters; *n* alone is a sum of so many products. Where not all outputs of a shape
share one accumulation, their number is in brackets. H is the largest number of additions that a term passes through.

${subjects.map((subject) => subjectSection(rows.filter((row) => row.subject === subject))).join('\n\n')}
`;
}

function subjectSection(rows: readonly SurveyRow[]): string {
  const { subject, version } = rows[0]!;
  const rules = new Map<string, Place[]>();
  for (const row of rows) {
    for (const group of row.groups) {
      const key = ruleOf(group);
      const places = rules.get(key) ?? [];
      const last = places.at(-1);
      if (last?.row === row) last.outputs += group.outputs;
      else rules.set(key, [...places, { row, group, outputs: group.outputs }]);
    }
  }
  const lines = [...rules].map(([rule, places]) => {
    const replayed = places.reduce((sum, { group }) => sum + group.replays, 0);
    return `| ${rule} | ${places.map(placeText).join('; ')} | ${formatCount(replayed)} |`;
  });
  const table =
    lines.length === 0 ? '' : `| tree | arithmetic | where | replayed |\n|---|---|---|---|\n${lines.join('\n')}\n\n`;
  return `### \`${subject}\` ${version}\n\n${table}${notesOf(rows).join('\n')}`;
}

interface Place {
  readonly row: SurveyRow;
  /** The first of them, if several follow the same rule with other numbers in it. */
  readonly group: SurveyGroup;
  outputs: number;
}

/** Tree and arithmetic without the numbers that change with the shape. */
function ruleOf({ explained, summary, arithmetic, because }: SurveyGroup): string {
  if (!explained) return `not explained | ${because}`;
  const tree = (summary ?? '').replace(/: \d+ terms, height \d+/, '');
  const some = (arithmetic ?? '')
    .replaceAll(/ \(\d+\)/g, '')
    .replace(/\d+ products (.*?), (but for )?\d+ rounded/, 'some products $1, some rounded')
    .replace(/products (.*?), but for \d+ rounded/, 'some products $1, some rounded');
  return `${tree} | ${some}`;
}

function placeText({ row, group, outputs }: Place): string {
  const [, n] = /^1×1×(\d+)×1 \* 1×\1×1×1 stride 1×1 dilation 1×1 valid$/.exec(row.shape) ?? [];
  const where =
    n === undefined
      ? `${row.shape.replace(' stride 1×1', '').replace(' dilation 1×1', '').replace(' valid', '')}, n = ${group.terms}`
      : `*n* = ${n}`;
  const height = group.height === null ? '' : `, H ${group.height}`;
  const share = outputs === row.outputs ? '' : ` [${outputs} of ${row.outputs}]`;
  return `${where}${height}${share}`;
}

function notesOf(rows: readonly SurveyRow[]): readonly string[] {
  const answered = rows.filter(({ groups }) => groups.length > 0);
  const shapesOf = (some: readonly SurveyRow[]): string => some.map(({ shape }) => shape).join('; ');
  const alone = answered.filter(({ aloneAsAmongOthers }) => !aloneAsAmongOthers);
  const told = answered.filter(({ twoThreadsAsOne }) => twoThreadsAsOne !== null);
  const other = told.filter(({ twoThreadsAsOne }) => twoThreadsAsOne === false);
  const reasons = [...new Set(rows.flatMap(({ because }) => because ?? []))];
  const found = (list: readonly SurveyRow[], none: string, some: string): string[] => {
    if (list.length === 0) return answered.length === 0 ? [] : [`- ${none}`];
    return [`- ${some} ${shapesOf(list)}`];
  };
  return [
    ...found(
      alone,
      'a case alone gives the bits that it gives among others',
      'a case alone gives other bits than among others at',
    ),
    ...(told.length === 0
      ? []
      : found(other, 'two threads give the bits of one', 'two threads give other bits than one at')),
    ...reasons.map((reason) => {
      const there = rows.filter(({ because }) => because === reason);
      return `- ${reason}: ${shapesOf(there)}`;
    }),
  ];
}

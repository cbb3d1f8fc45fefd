import { shapeKey } from '../conv/shape-text.ts';
import type { Survey, SurveyRow } from '../corpus/survey.ts';
import { lengthOf, placesText, rangeText, type SurveyRule, shortShape, surveyRules } from '../survey/survey-rules.ts';
import { formatCount } from './numbers.ts';

/**
 * The part of docs/engines.md that tells what was found by probing on one machine: a line for each subject. `before`
 * are the surveys above it on the page. The rules are in docs/engines, a page for each engine.
 */
export function surveyMarkdown(survey: Survey, before: readonly Survey[]): string {
  const { cpu, rows } = survey;
  return `## How they compute${before.length === 0 ? '' : ` on ${cpu}`}

Found by \`npx lastbit reveal --all\` on one machine. ${surveyWords(rows)} On another processor the same library may use
another tree. No claim relies on this section, and no test checks it on other machines.

${machineLines(survey)}

Each subject leads to its rules: trees with their arithmetic, and where they hold.

${summaryTable(survey, before, 'engines/')}
`;
}

/** How much was asked, and how the tables are read. */
export function surveyWords(rows: readonly SurveyRow[]): string {
  const replays = rows.flatMap(({ groups }) => groups).reduce((sum, group) => sum + group.replays, 0);
  const lengths = rows.flatMap((row) => lengthOf(row) ?? []);
  const windows = new Set(rows.filter((row) => lengthOf(row) === undefined).map(({ shape }) => shapeKey(shape)));
  const numbers = `${new Set(lengths).size} numbers *n* from ${Math.min(...lengths)} to ${Math.max(...lengths)}`;
  const sums = lengths.length === 0 ? '' : `, and sums of *n* products for ${numbers}`;
  return `${formatCount(rows.length)} rows, each of one subject at one shape: ${windows.size} windows${sums};
${formatCount(replays)} outputs were replayed bit for bit.`;
}

/** Processor, features and environment of a survey. */
export function machineLines({ cpu, cpuModel, cpuFeatures, platform, switches }: Survey): string {
  return `- processor: ${cpu}${cpuModel === undefined ? '' : ` (${cpuModel})`}, ${platform}
- features: ${cpuFeatures.join(', ')}
- in the environment: ${switchesText(switches)}`;
}

/** A line for each subject. It leads to the page of its engine in the folder `into`, or to this page if that is ''. */
export function summaryTable({ rows }: Survey, before: readonly Survey[], into: string): string {
  const subjects = [...new Set(rows.map(({ subject }) => subject))].map((id) => {
    const own = rows.filter(({ subject }) => subject === id);
    return summaryLine(id, own, surveyRules(own), before, into === '' ? '' : `${into}${id.split('/')[0]}.md`);
  });
  return `| subject | mostly | also | explained shapes |
|---|---|---|---|
${subjects.join('\n')}`;
}

/** How the tables of rules are read. */
export const ruleWords: string = `A rule is a tree with its arithmetic. A range of *n* says that the rule holds at
every *n* in it that was asked. \`8×8×3 * 3×3 → 8\` is an image of 8 rows, 8 columns and 3 channels under 8 kernels of
3 rows and 3 columns; sizes of 1 are left out. If only some outputs of a shape follow a rule, their number is in
brackets. H is the largest number of additions that a term passes through.`;

function switchesText(switches: Survey['switches']): string {
  const engines = Object.entries(switches).map(([engine, set]) => {
    const variables = Object.entries(set).map(([name, value]) => `\`${name}=${value}\``);
    return `for ${engine} ${variables.join(', ')}`;
  });
  return engines.join('; ') || 'nothing that the engines read';
}

/** The most frequent rule in words, the other ones, and how many shapes are explained in full. */
function summaryLine(
  id: string,
  rows: readonly SurveyRow[],
  rules: readonly SurveyRule[],
  before: readonly Survey[],
  page: string,
): string {
  const [first, ...others] = rules.filter(({ explained }) => explained);
  const most = first === undefined ? '–' : `${first.tree}; ${first.computing}`;
  const trees = [...new Set(others.map(({ tree }) => tree))].filter((tree) => tree !== first?.tree);
  const also = trees.length <= 4 ? trees.join('; ') : `${trees.slice(0, 3).join('; ')}; ${trees.length - 3} more`;
  const answered = rows.filter(({ groups }) => groups.length > 0);
  const explained = answered.filter(
    ({ groups, outputs }) =>
      groups.every((group) => group.explained) && groups.reduce((sum, group) => sum + group.outputs, 0) === outputs,
  );
  const { version } = rows[0]!;
  const anchor = `${id} ${version}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
  // GitHub numbers headings of the same words.
  const above = before.filter((one) => one.rows.some((row) => row.subject === id && row.version === version)).length;
  const link = `[\`${id}\`](${page}#${anchor}${above === 0 ? '' : `-${above}`})`;
  return `| ${link} | ${most} | ${also || '–'} | ${explained.length} of ${answered.length} |`;
}

/** What one subject does: its rules, and what they do not say. */
export function subjectSection(rows: readonly SurveyRow[], rules: readonly SurveyRule[]): string {
  const { subject, version } = rows[0]!;
  const lines = rules.map(({ tree, arithmetic, places }) => {
    const replayed = places.reduce((sum, { group }) => sum + group.replays, 0);
    const heights = places.flatMap(({ group }) => group.height ?? []);
    const cells = [
      ...[tree, arithmetic, placesText(places, rows), rangeText(places.map(({ group }) => group.terms))],
      ...[heights.length === 0 ? '' : rangeText(heights), formatCount(replayed)],
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const table =
    lines.length === 0
      ? ''
      : `| tree | arithmetic | where | terms | H | replayed |\n|---|---|---|---|---|---|\n${lines.join('\n')}\n\n`;
  return `### \`${subject}\` ${version}\n\n${table}${notesOf(rows).join('\n')}`;
}

function notesOf(rows: readonly SurveyRow[]): readonly string[] {
  const answered = rows.filter(({ groups }) => groups.length > 0);
  const shapesOf = (some: readonly SurveyRow[]): string => some.map(shortShape).join('; ');
  const alone = answered.filter(({ batchKeepsBits }) => !batchKeepsBits);
  const told = answered.filter(({ threadsKeepBits }) => threadsKeepBits !== null);
  const other = told.filter(({ threadsKeepBits }) => threadsKeepBits === false);
  const reasonOf = ({ outcome, because }: SurveyRow): string => `${outcome}: ${because}`;
  const refused = rows.filter(({ outcome }) => outcome !== 'value');
  const found = (list: readonly SurveyRow[], none: string, some: string): string[] => {
    if (list.length === 0) return answered.length === 0 ? [] : [`- ${none}`];
    return [`- ${some} ${shapesOf(list)}`];
  };
  return [
    ...found(
      alone,
      'a case alone gives the same bits as in a batch',
      'a case alone gives different bits than in a batch at',
    ),
    ...(told.length === 0
      ? []
      : found(other, 'two threads give the same bits as one', 'two threads give different bits than one at')),
    ...[...new Set(refused.map(reasonOf))].map((reason) => {
      return `- ${reason}: ${shapesOf(refused.filter((row) => reasonOf(row) === reason))}`;
    }),
  ];
}

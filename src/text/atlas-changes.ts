import { convolves, operationNamed } from '../conv/operation.ts';
import type { SurveyRow } from '../corpus/survey.ts';
import { lengthOf, rangeText, ruleTexts, shortShape } from '../survey/survey-rules.ts';
import { grouped, markdownTable } from './layout.ts';

const mostRuns = 6;
const mostShapes = 3;

/**
 * Where the tree of a subject changes with the shape: along n for sums, and along the number of terms for windows. Of a
 * subject that has too many changes to be read, the number of its trees.
 */
export function changesWithShape(rows: readonly SurveyRow[]): string {
  const lines = [...grouped(rows, ({ subject }) => subject)].flatMap(([subject, own]) => {
    const answered = own.filter(({ groups }) => groups.length > 0);
    const sums = answered.filter((row) => lengthOf(row) !== undefined && !convolves(operationNamed(subject)));
    const windows = answered.filter((row) => !sums.includes(row));
    return answered.length === 0 ? [] : [[`\`${subject}\``, alongLength(sums), ofWindows(windows)]];
  });
  if (lines.length === 0) return 'Nothing was answered.';
  return `Read “4 … 33: sequential; 64 …: blocks of 32” so: at every *n* from 4 to 33 that was asked the order was
sequential, at every one from 64 on blocks of 32. Between two neighbours nothing is known.

${markdownTable(['subject', 'sums of *n* products', 'windows'], lines)}`;
}

const treesOf = (row: SurveyRow): string =>
  [...new Set(row.groups.map((group) => ruleTexts(row, group).tree))].join(' and ');

/** "lanes 4 or 8": so few terms are summed alike by both. */
function alternatives(tree: string): readonly string[] {
  const [, lanes] = /^lanes (\d+(?: or \d+)+)$/.exec(tree) ?? [];
  return lanes === undefined ? [tree] : lanes.split(' or ').map((one) => `lanes ${one}`);
}

function alongLength(rows: readonly SurveyRow[]): string {
  const inOrder = rows.toSorted((one, other) => lengthOf(one)! - lengthOf(other)!).filter((row) => lengthOf(row)! > 2);
  if (inOrder.length === 0) return '–';
  const runs: { trees: readonly string[]; readonly lengths: number[] }[] = [];
  for (const row of inOrder) {
    const [trees, run] = [alternatives(treesOf(row)), runs.at(-1)];
    const common = run?.trees.filter((tree) => trees.includes(tree)) ?? [];
    if (run === undefined || common.length === 0) runs.push({ trees, lengths: [lengthOf(row)!] });
    else {
      run.trees = common;
      run.lengths.push(lengthOf(row)!);
    }
  }
  const [only, ...others] = runs;
  if (others.length === 0) return `always ${only!.trees[0]}`;
  if (runs.length > mostRuns) return `${runs.length - 1} changes; the first after *n* = ${only!.lengths.at(-1)}`;
  return runs
    .map(({ trees: [tree], lengths }, index) => {
      const last = index === runs.length - 1;
      return `${last && lengths.length > 1 ? `${lengths[0]} …` : rangeText(lengths)}: ${tree}`;
    })
    .join('; ');
}

/** The tree of most windows, and the smallest windows that have another one. */
function ofWindows(rows: readonly SurveyRow[]): string {
  if (rows.length === 0) return '–';
  const byTree = [...grouped(rows, treesOf)].toSorted(([, one], [, other]) => other.length - one.length);
  const [[tree, most], ...others] = byTree as [(typeof byTree)[number], ...typeof byTree];
  if (others.length === 0) return rows.length === 1 ? tree : `always ${tree}`;
  const shown = others.slice(0, mostShapes).map(([another, some]) => {
    const least = some.toSorted((one, other) => termsOf(one) - termsOf(other))[0]!;
    return `${another} at ${shortShape(least)}${some.length === 1 ? '' : ` and ${some.length - 1} more`}`;
  });
  const rest = others.length <= mostShapes ? '' : `; ${others.length - mostShapes} more`;
  return `${tree} at ${most.length} of ${rows.length}; ${shown.join('; ')}${rest}`;
}

const termsOf = ({ groups }: SurveyRow): number => Math.max(...groups.map(({ terms }) => terms));

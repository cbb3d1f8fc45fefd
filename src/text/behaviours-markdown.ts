import type { MetamorphicClaim } from '../claims/metamorphic-claim.ts';
import type { ObservedBehaviour, ObservedBehaviours } from '../corpus/observed-behaviours.ts';
import { formatCount } from './numbers.ts';

const words: Readonly<Record<string, string>> = {
  holds: 'yes',
  unseen: '·',
  rounding: 'rounds otherwise',
  'zero-sign': 'sign of zero',
  overflow: 'overflows otherwise',
  special: 'NaN or ∞ otherwise',
  'known-defect': '**known defect**',
  wrong: '**wrong**',
};

/** docs/behaviours.md: what `lastbit behaviours --record` observed, made from the record alone. */
export function behavioursMarkdown(
  { seed, cases, cpu, cpuFeatures, rows }: ObservedBehaviours,
  claims: readonly MetamorphicClaim[],
): string {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const engines = [...new Set(subjects.map((subject) => subject.split('/')[0]!))];
  return `# How engines behave

Written by \`npx lastbit behaviours --record\` from ${formatCount(cases)} cases of every claim, seed ${seed}, on ${cpu} (${cpuFeatures.join(', ')}); a test
compares this page with its data, [corpus/behaviours.json](../corpus/behaviours.json), which has the smallest case of each difference. On another
processor other kernels run: \`npx lastbit behaviours\` tells what is otherwise there.

No reference is needed for these claims: an engine is asked twice, and its answers are compared, to the bit or exactly. Of our own orders
most are theorems, proved in the file of the claim; of an engine they are observations. *Rounds otherwise* is no defect: both numbers are within the proven bound of
any order, so two orders of summation are at work. *NaN or ∞ otherwise* is one where an input is NaN or infinite. *Wrong* is beyond the bound. The
number is that of the output pairs judged, and of those that differed; · stands for what was never judged, because the engine declines it or does not do it.

${engines.map((engine) => engineTable(engine, subjects, rows, claims)).join('\n\n')}

## The claims

${claims.map(({ id, statement, formula }) => `- \`${id}\`: ${statement} ${formula}`).join('\n')}
`;
}

function engineTable(
  engine: string,
  subjects: readonly string[],
  rows: readonly ObservedBehaviour[],
  claims: readonly MetamorphicClaim[],
): string {
  const own = subjects.filter((subject) => subject.startsWith(`${engine}/`));
  const version = rows.find(({ subject }) => subject === own[0])?.version ?? '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const cellOf = (claim: string, subject: string): string => {
    const row = rows.find((item) => item.claim === claim && item.subject === subject);
    return row === undefined ? '·' : cell(row);
  };
  return [
    `## ${engine} ${version}`,
    '',
    line(['claim', ...own.map((subject) => `\`${subject.slice(engine.length + 1)}\``)]),
    `|${'---|'.repeat(own.length + 1)}`,
    ...claims.map(({ id }) => line([`\`${id}\``, ...own.map((subject) => cellOf(id, subject))])),
  ].join('\n');
}

function cell({ observed, gravest, judged, differences }: ObservedBehaviour): string {
  const word = words[gravest ?? observed] ?? observed;
  if (observed === 'unseen') return word;
  const differing = Object.values(differences).reduce((sum, count) => sum + count, 0);
  return differing === 0
    ? `${word} (${formatCount(judged)})`
    : `${word} (${formatCount(differing)} of ${formatCount(judged)})`;
}

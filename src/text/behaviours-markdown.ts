import type { MetamorphicClaim } from '../claims/metamorphic-claim.ts';
import type { ObservedBehaviour, ObservedBehaviours } from '../corpus/observed-behaviours.ts';
import { markdownTable } from './layout.ts';
import { formatCount } from './numbers.ts';

const words: Readonly<Record<string, string>> = {
  holds: 'yes',
  unseen: '·',
  rounding: 'rounds differently',
  'zero-sign': 'sign of zero',
  overflow: 'overflows differently',
  special: 'NaN or ∞ differ',
  'known-defect': '**known defect**',
  wrong: '**wrong**',
};

/** docs/behaviours.md, made from the record that `lastbit behaviours --record` writes. */
export function behavioursMarkdown(
  { seed, cases, cpu, cpuFeatures, rows }: ObservedBehaviours,
  claims: readonly MetamorphicClaim[],
): string {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const engines = [...new Set(subjects.map((subject) => subject.split('/')[0]!))];
  return `# How engines behave

Written by \`npx lastbit behaviours --record\` from ${formatCount(cases)} cases of each claim, seed ${seed}, on ${cpu}.
Features of the processor: ${cpuFeatures.join(', ')}.
A test compares this page with [corpus/behaviours.json](../corpus/behaviours.json), which also has the smallest case of
each difference. On another processor other kernels run: \`npx lastbit behaviours\` tells what differs there.

These claims are metamorphic relations and need no reference: an engine is asked twice, and its answers are compared, to
the bit or exactly. For our own algorithms most of them are theorems, proved in the file of the claim; for an engine
they are observations.

- *Rounds differently* is no defect: both numbers are within the proven bound of any order, so two summation trees are
  at work.
- *NaN or ∞ differ* is a difference where an input is NaN or infinite.
- *Wrong* is a result beyond the bound.
- A single number counts the pairs of outputs judged; *a of b* says that a of b pairs differed.
- · stands for what was not judged, because the engine declines it or does not do it.

${engines.map((engine) => engineTable(engine, subjects, rows, claims)).join('\n\n')}

## The claims

${claims.map(({ id, statement, formula }) => `- \`${id}\`: ${statement} ${formula}`).join('\n')}
`;
}

/** The table of one engine: claims × subjects. */
function engineTable(
  engine: string,
  subjects: readonly string[],
  rows: readonly ObservedBehaviour[],
  claims: readonly MetamorphicClaim[],
): string {
  const own = subjects.filter((subject) => subject.startsWith(`${engine}/`));
  const version = rows.find(({ subject }) => subject === own[0])?.version ?? '';
  const cellOf = (claim: string, subject: string): string => {
    const row = rows.find((item) => item.claim === claim && item.subject === subject);
    return row === undefined ? '·' : cell(row);
  };
  return [
    `## ${engine} ${version}`,
    '',
    markdownTable(
      ['claim', ...own.map((subject) => `\`${subject.slice(engine.length + 1)}\``)],
      claims.map(({ id }) => [`\`${id}\``, ...own.map((subject) => cellOf(id, subject))]),
    ),
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

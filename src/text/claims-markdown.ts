import type { Claim } from '../claims/claim.ts';
import { refutationText, type Topic, topicOf, topics } from './claim-text.ts';

/** docs/claims.md: what `lastbit claims --markdown` prints, made from the registry. */
export function claimsMarkdown(claims: readonly Claim[]): string {
  const count = (status: Claim['status']): number => claims.filter((claim) => claim.status === status).length;
  const groups = (Object.keys(topics) as Topic[])
    .map((topic) => [topic, claims.filter((claim) => topicOf(claim) === topic)] as const)
    .filter(([, members]) => members.length > 0);
  return `# Claims

Printed by \`npx lastbit claims --markdown\`; a test compares this page with the registry. ${count('proven')} are proven, ${count('refuted')} refuted, ${count('conjectured')}
conjectured, and ${count('observed')} observed: behaviour that an engine may or may not have. Each has a file in \`src/claims\` with its proof, and is tried on all
subjects that it speaks of by \`npx lastbit verify ID\`.

u = 2^-p for p significant bits (2^-24 in binary32), v = u/(1+u), v64 the same for 2^-53; fl rounds to nearest, ties to even; ŝ is computed, s
exact; P = Σ|x_i·y_i|, n the number of products that are not zero, N that of all terms; S = Σ|x_i|; h is the height of a tree; η half the smallest subnormal number, e the
exponent of the smallest normal one.

${groups.map(([topic, members]) => [`## ${topics[topic]}`, ...members.map(section)].join('\n\n')).join('\n\n')}
`;
}

function section(claim: Claim): string {
  const { id, statement, formula, hypotheses, source, sharp: attained } = claim;
  const refutation = refutationText(claim);
  const lines = [
    `- Formula: ${code(formula)}`,
    ...(hypotheses === undefined ? [] : [`- Hypotheses: ${escaped(hypotheses)}`]),
    `- Source: ${escaped(source)}`,
    ...(attained === undefined ? [] : [`- Attained: ${escaped(attained)}`]),
    ...(refutation === undefined
      ? []
      : [
          `- Refuted by ${refutation.terms}: ${refutation.results
            .map(({ name, result }) => `${code(name)} gives ${result}`)
            .join(', ')}. ${escaped(refutation.because)}`,
        ]),
  ];
  return `### ${code(id)}\n\n${escaped(statement)}\n\n${lines.join('\n')}`;
}

const code = (text: string): string => `\`${text}\``;
/** Asterisks and underscores as they are. */
const escaped = (text: string): string => text.replace(/[*_]/g, '\\$&');

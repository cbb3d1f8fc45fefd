import type { Claim } from '../claims/claim.ts';
import type { ClaimTopic } from '../claims/claim-text.ts';
import { symbolsText } from '../claims/symbols.ts';
import { withInfinitySign } from '../float/decimal.ts';
import { wrapped } from './layout.ts';

/** The headings under which claims are listed, in order. */
export const topics = {
  operations: 'One operation, or a few, in any binary format',
  sums: 'Sums in any order and any binary format',
  dots: 'Dot products',
  compensated: 'Compensated sums',
  structured: 'Winograd and Fourier',
  range: 'Underflow and overflow',
  differences: 'Two implementations compared',
  exactness: 'Where nothing is rounded, or everything alike',
  behaviour: 'Metamorphic relations',
  refuted: 'Believed, but refuted',
  conjectured: 'Conjectured',
} as const;

type Topic = keyof typeof topics;

/** Under which heading a claim is listed. */
export function topicOf(claim: Claim): Topic {
  if (claim.status === 'refuted' || claim.status === 'conjectured') return claim.status;
  if (claim.kind === 'operation') return 'operations';
  if (claim.kind === 'metamorphic') return 'behaviour';
  return (claim.topic satisfies ClaimTopic | undefined) ?? (claim.kind === 'sum' ? 'sums' : 'dots');
}

/** What refutes a claim: pairs of factors, what each run gives for them, and why. */
interface RefutationText {
  readonly terms: string;
  readonly results: readonly { readonly name: string; readonly result: string }[];
  readonly because: string;
}

function refutationText(claim: Claim): RefutationText | undefined {
  if (claim.kind !== 'comparison' || claim.refutation === undefined) return undefined;
  const { factors, results, because } = claim.refutation;
  return {
    terms: factors.map(([left, right]) => (right === 1 ? `${left}` : `${left} · ${right}`)).join(', '),
    results: claim.runs.map(({ name }, run) => ({ name, result: withInfinitySign(`${results[run]}`) })),
    because,
  };
}

/** docs/claims.md: what `lastbit claims --markdown` prints. */
export function claimsMarkdown(claims: readonly Claim[]): string {
  const counts = (['proven', 'refuted', 'conjectured', 'observed'] as const).map(
    (status) => `${claims.filter((claim) => claim.status === status).length} ${status}`,
  );
  const groups = (Object.keys(topics) as Topic[])
    .map((topic) => [topic, claims.filter((claim) => topicOf(claim) === topic)] as const)
    .filter(([, members]) => members.length > 0);
  return `# Claims

Printed by \`npx lastbit claims --markdown\`; a test compares this page with the registry. Claims: ${counts.join(', ')}.
An engine may satisfy observed claims or not. The source of a claim names the file in \`src/claims\` that has its proof.
\`npx lastbit verify ID\` checks it on every subject to which it applies.

u = 2^-p for p significant bits (2^-24 in binary32), v = u/(1+u), and v64 is v for u = 2^-53. fl rounds to nearest, ties
to even; ŝ is computed, s exact. P = Σ|x_i·y_i| and S = Σ|x_i|; n is the number of products that are not 0, N that of
all terms. h is the height of a tree, η half the smallest subnormal number, e the exponent of the smallest normal one.

${groups.map(([topic, members]) => [`## ${topics[topic]}`, ...members.map(section)].join('\n\n')).join('\n\n')}

## What no claim covers

${uncovered}
`;
}

/** Behaviours about which every claim is silent. */
const uncovered = `- The sign and the payload of a NaN, exception flags, and traps.
- The sign of a zero if all products are −0, if a number underflows, or if the algorithm is compensated or exact.
- What is left if partial sums of both signs may overflow: NaN, an infinity or a number, depending on the order.
- Overflow, NaN and infinities in compensated algorithms: their corrections compute ∞ − ∞ = NaN. lastbit cannot know
  that your engine is compensated. For such an engine, name the other claims: \`npx lastbit verify ID…\`, or the
  option \`claims\` of \`describePromises\`.
- Taps on the padding that are NaN or infinite. Whether an engine skips them is only observed.
- Directed rounding. The proven claims assume rounding to nearest.
- How close the output of a transform (Winograd, Fourier) is to the exact value, one by one: only its norm is bounded.
- Equal bits on other hardware, with another number of threads, or in another version.
- Inputs that are not binary32, and bias, activation and gradients of the kernel, which are never asked for.
- Time, memory, and what concurrent calls do to one another.`;

function section(claim: Claim): string {
  const { id, statement, formula, hypotheses, source, sharp } = claim;
  const refutation = refutationText(claim);
  const symbols = symbolsText(claim);
  const lines = [
    `- Formula: ${code(formula)}`,
    ...(symbols === undefined ? [] : [`- Symbols: ${escaped(symbols)}`]),
    ...(hypotheses === undefined ? [] : [`- Hypotheses: ${escaped(hypotheses)}`]),
    ...(exceptions(claim) === undefined ? [] : [`- Not for: ${exceptions(claim)}`]),
    `- Source: ${escaped(source)}`,
    ...(sharp === undefined ? [] : [`- Sharp: ${escaped(sharp)}`]),
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

/** The operations of which a claim says nothing. */
const exceptions = (claim: Claim): string | undefined =>
  claim.kind === 'metamorphic' ? claim.except?.join(', ') : undefined;

const code = (text: string): string => `\`${text}\``;
/** Asterisks and underscores as they are. */
const escaped = (text: string): string => text.replace(/[*_]/g, '\\$&');

/** `lastbit claims`: id, kind and status of each claim, and its statement. */
export function claimListLines(claims: readonly Claim[]): readonly string[] {
  const width = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length));
  const [ids, kinds] = [width(claims.map(({ id }) => id)), width(claims.map(({ kind }) => kind))];
  return claims.flatMap(({ id, kind, status, statement }) => [
    `${id.padEnd(ids)}  ${kind.padEnd(kinds)}  ${status}`,
    ...wrapped(statement, 4),
  ]);
}

/** `lastbit claims show`: everything about one claim. */
export function claimLines(claim: Claim): readonly string[] {
  const { id, kind, status, statement, formula, hypotheses, source, sharp } = claim;
  const refutation = refutationText(claim);
  const field = (name: string, text: string | undefined): readonly string[] =>
    text === undefined ? [] : [`  ${name}`, ...wrapped(text, 4)];
  return [
    `${id}: ${kind}, ${status}`,
    ...wrapped(statement, 2),
    ...field('formula', formula),
    ...field('symbols', symbolsText(claim)),
    ...field('hypotheses', hypotheses),
    ...field('not for', exceptions(claim)),
    ...field('source', source),
    ...field('sharp', sharp),
    ...field('refuted by', refutation?.terms),
    ...(refutation?.results ?? []).map(({ name, result }) => `    ${name} gives ${result}`),
    ...(refutation === undefined ? [] : wrapped(refutation.because, 4)),
    `  to try it: npx lastbit verify ${id}`,
  ];
}

/** A claim as JSON has it. */
export function claimRecord(claim: Claim): Readonly<Record<string, unknown>> {
  const { id, kind, status, statement, formula, hypotheses, source, sharp } = claim;
  const refutation = claim.kind === 'comparison' ? claim.refutation : undefined;
  return {
    ...{ id, kind, topic: topicOf(claim), status, statement, formula },
    ...{ hypotheses: hypotheses ?? null, source, sharp: sharp ?? null },
    refutation:
      refutation === undefined
        ? null
        : { factors: refutation.factors, results: refutationText(claim)!.results, because: refutation.because },
  };
}

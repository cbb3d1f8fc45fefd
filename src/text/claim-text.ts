import type { Claim } from '../claims/claim.ts';
import type { ClaimTopic } from '../claims/claim-text.ts';

/** The headings under which claims are listed, in order, and what they say. */
export const topics = {
  operations: 'One operation, or a few, in any binary format',
  sums: 'Sums in any order and any binary format',
  dots: 'Dot products',
  compensated: 'Compensated sums',
  structured: 'Winograd and Fourier',
  range: 'Underflow and overflow',
  differences: 'Two implementations beside one another',
  exactness: 'Where nothing is rounded, or all the same',
  behaviour: 'Behaviour, without any reference',
  refuted: 'Believed, and refuted',
  conjectured: 'Conjectured',
} as const;

export type Topic = keyof typeof topics;

export function topicOf(claim: Claim): Topic {
  if (claim.status === 'refuted' || claim.status === 'conjectured') return claim.status;
  if (claim.kind === 'operation') return 'operations';
  if (claim.kind === 'metamorphic') return 'behaviour';
  return (claim.topic satisfies ClaimTopic | undefined) ?? (claim.kind === 'sum' ? 'sums' : 'dots');
}

/** What refutes a claim: pairs of factors, what each run gives for them, and why. */
export interface RefutationText {
  readonly terms: string;
  readonly results: readonly { readonly name: string; readonly result: string }[];
  readonly because: string;
}

export function refutationText(claim: Claim): RefutationText | undefined {
  if (claim.kind !== 'comparison' || claim.refutation === undefined) return undefined;
  const { factors, results, because } = claim.refutation;
  return {
    terms: factors.map(([left, right]) => (right === 1 ? `${left}` : `${left} · ${right}`)).join(', '),
    results: claim.runs.map(({ name }, run) => ({ name, result: `${results[run]}` })),
    because,
  };
}

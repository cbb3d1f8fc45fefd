import type { Claim } from '../claims/claim.ts';
import type { ClaimStatus } from '../claims/claim-text.ts';
import { symbolsText } from '../claims/symbols.ts';
import { withInfinitySign } from '../float/decimal.ts';
/** A claim as the page shows it: text and decimals only. */
export interface ClaimRecord {
  readonly id: string;
  readonly kind: Claim['kind'];
  readonly status: ClaimStatus;
  readonly statement: string;
  readonly formula: string;
  /** What the symbols of the formula stand for. */
  readonly symbols?: string;
  readonly source: string;
  /** The hypotheses; absent for a refuted claim. */
  readonly hypotheses?: string;
  /** The inputs that reach the bound. */
  readonly attained?: string;
  /** The input that refutes the claim. */
  readonly refutation?: RefutationRecord;
}

/** A few products and the results of their sums, as decimals that a person can type. */
export interface RefutationRecord {
  readonly factors: readonly (readonly [left: string, right: string])[];
  readonly results: readonly { readonly run: string; readonly value: string }[];
  readonly because: string;
}

/** The record of a claim. */
export function claimRecordOf(claim: Claim): ClaimRecord {
  const { id, kind, status, statement, formula, source, hypotheses, sharp: attained } = claim;
  const refutation = refutationOf(claim);
  const symbols = symbolsText(claim);
  return {
    ...{ id, kind, status, statement, formula, source },
    ...(symbols === undefined ? {} : { symbols }),
    ...(hypotheses === undefined ? {} : { hypotheses }),
    ...(attained === undefined ? {} : { attained }),
    ...(refutation === undefined ? {} : { refutation }),
  };
}

function refutationOf(claim: Claim): RefutationRecord | undefined {
  if (claim.kind !== 'comparison' || claim.refutation === undefined) return undefined;
  const { factors, results, because } = claim.refutation;
  return {
    factors: factors.map(([left, right]) => [String(left), String(right)] as const),
    results: claim.runs.map((run, index) => ({ run: run.name, value: withInfinitySign(String(results[index])) })),
    because,
  };
}

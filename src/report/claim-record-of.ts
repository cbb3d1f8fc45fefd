import type { Claim } from '../claims/claim.ts';
import type { ClaimRecord, RefutationRecord } from './claim-record.ts';

/** A claim as the report tells it. */
export function claimRecordOf(claim: Claim): ClaimRecord {
  const { id, kind, status, statement, formula, source, hypotheses, sharp: attained } = claim;
  const refutation = refutationOf(claim);
  return {
    ...{ id, kind, status, statement, formula, source },
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
    results: claim.runs.map((run, index) => ({ run: run.name, value: String(results[index]) })),
    because,
  };
}

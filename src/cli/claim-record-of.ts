import type { Claim } from '../claims/claim.ts';
import type { ClaimRecord } from '../report/claim-record.ts';

/** A claim as the report tells it. */
export function claimRecordOf(claim: Claim): ClaimRecord {
  const { id, kind, status, statement, formula, source, attained } = claim;
  const refutation = claim.kind === 'relation' ? claim.refutation : undefined;
  return {
    ...{ id, kind, status, statement, formula, source },
    ...(attained === undefined ? {} : { attained }),
    ...(refutation === undefined || claim.kind !== 'relation'
      ? {}
      : {
          refutation: {
            factors: refutation.factors.map(([left, right]) => [String(left), String(right)] as const),
            results: claim.runs.map((run, index) => ({ run: run.name, value: String(refutation.results[index]) })),
            because: refutation.because,
          },
        }),
  };
}

import { type Checked, checkOutputs, checkPairs } from '../src/check/check-outputs.ts';
import type { PreparedSubject } from '../src/check/prepared-subject.ts';
import type { OutputClaim, PairClaim } from '../src/claims/claim.ts';
import type { Batch } from '../src/conv/case.ts';
import type { JudgedOutput, Verdicts } from '../src/judge/verdict.ts';
import { answers, ready } from './engines.ts';

type OutputsChecked = Promise<Checked<Verdicts<JudgedOutput>>>;

/** Each output is within the claim's bound of the exact value. */
export function withinBound(claim: OutputClaim, batch: Batch, subject: PreparedSubject): OutputsChecked {
  return checkOutputs(claim, subject, batch, answers);
}

/** Each output is within the claim's bound of what any other subject gives. */
export function withinBoundOfOthers(claim: PairClaim, batch: Batch, subject: PreparedSubject): OutputsChecked {
  return checkPairs(claim, subject, ready, batch, answers);
}

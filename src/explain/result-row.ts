import { allClaims } from '../claims/all-claims.ts';
import { boundFor, type OutputClaim } from '../claims/claim.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { SubjectTraits } from '../claims/subject-traits.ts';
import type { Subject } from '../engines/engine.ts';
import { probeUnderflow } from '../engines/probe-underflow.ts';
import { shortestDecimal } from '../float/decimal.ts';
import { dyadic, dyadicOf, toBinary64 } from '../float/dyadic.ts';
import { bitsIn } from '../float/number-bits.ts';
import { exactVerdict } from '../judge/exact-verdict.ts';
import { measuresOf } from '../judge/measures.ts';
import type { References } from '../judge/references.ts';
import { type Flush, noFlush } from '../sums/accumulation.ts';
import type { SubjectAnswer } from './ask-subject.ts';
import type { ResultRow } from './explanation.ts';
import type { ObservedWindow } from './observed-window.ts';
import { type OutputFacts, ratioOf, ulpExponent } from './output-facts.ts';
import { fullDecimal } from './printed-decimal.ts';
import { rowVerdict } from './row-verdict.ts';

/** A subject's row before random cases are tried: its result and errors, or why it has none. */
export async function resultRow(
  answer: SubjectAnswer,
  window: ObservedWindow,
  references: References,
): Promise<ResultRow> {
  const { subject, availability, outcome, value } = answer;
  const { id, format } = subject;
  const row = { subject: id, availability, outcome, format, explainedBy: [], explainedBecause: null, revealed: null };
  if (value === undefined) return { ...row, ...noResult };
  const errors = await resultErrors(value, subject, window.facts, references);
  return {
    ...row,
    bits: bitsIn(value, format),
    decimal: fullDecimal(value),
    shortest: shortestDecimal(value, format),
    ...errors,
    verdict: rowVerdict(value, format, errors.withinBound, window),
  };
}

const noErrors = { signedErrorUlp: null, errorUlp: null, errorOverUP: null };
const noBound = { boundClaim: null, boundUlp: null, withinBound: null };
const noResult = {
  bits: null,
  decimal: null,
  shortest: null,
  ...noErrors,
  ...noBound,
  boundBecause: null,
  verdict: null,
};

type Errors = Pick<ResultRow, 'signedErrorUlp' | 'errorUlp' | 'errorOverUP'>;
type Bounds = Pick<ResultRow, 'boundClaim' | 'boundUlp' | 'withinBound' | 'boundBecause'>;

/**
 * The error of a result, and whether the proven bound allows it, by exact arithmetic. At first the subject is assumed
 * to keep subnormal numbers. Only if the result exceeds the bound is the subject probed. Then it is judged by the bound
 * for what it flushes. So most rows cost no probe.
 */
async function resultErrors(
  value: number,
  subject: Subject,
  facts: OutputFacts,
  references: References,
): Promise<Errors & Bounds> {
  const errors = errorsOf(value, subject, facts);
  const bounds = boundsFor(value, subject, noFlush, facts, references);
  if (bounds.withinBound !== false || subject.format === 'binary64') return { ...errors, ...bounds };
  const { flush } = await probeUnderflow(subject);
  return { ...errors, ...boundsFor(value, subject, flush, facts, references) };
}

function errorsOf(value: number, { format }: Subject, { sum, absoluteSum }: OutputFacts): Errors {
  const measures = sum === undefined ? undefined : measuresOf(value, sum, toBinary64(absoluteSum!), format);
  if (measures === undefined) return noErrors;
  const { signedError, errorUlp, errorOverUP } = measures;
  // The ulp of an exact 0 is the smallest subnormal number: an error in that unit would be a meaningless, huge number.
  const known = sum!.significand !== 0n && Number.isFinite(errorUlp);
  return {
    signedErrorUlp: known ? Math.sign(signedError) * errorUlp : null,
    errorUlp: known ? errorUlp : null,
    errorOverUP: Number.isFinite(errorOverUP) ? errorOverUP : null,
  };
}

function boundsFor(
  value: number,
  { id, format, summation }: Subject,
  flush: Flush,
  { sum }: OutputFacts,
  references: References,
): Bounds {
  const traits = { id, format, summation, flush };
  const claim = claimFor(traits);
  if (claim === undefined)
    return { ...noBound, boundBecause: dotAnyOrder.inapplicableTo(traits) ?? 'no proven bound applies' };
  const bound = boundFor(claim, traits)!;
  const verdict = exactVerdict(bound, references, 0, { value, format });
  if (verdict.kind === 'discarded') return { ...noBound, boundBecause: verdict.because };
  if (sum === undefined) return { ...noBound, boundBecause: 'there is no exact value' };
  const allowed = dyadicOf(verdict.output.bound);
  const boundUlp = sum.significand === 0n ? null : ratioOf(allowed, dyadic(1n, ulpExponent(sum, format)));
  return {
    boundClaim: claim.id,
    boundUlp: boundUlp !== null && Number.isFinite(boundUlp) ? boundUlp : null,
    withinBound: verdict.kind === 'holds',
    boundBecause: null,
  };
}

const provenBounds: readonly OutputClaim[] = allClaims
  .filter((claim) => claim.kind === 'output')
  .filter(({ status }) => status === 'proven');

/** The any-order bound, or the first proven bound that applies if that one does not. */
function claimFor(subject: SubjectTraits): OutputClaim | undefined {
  return [dotAnyOrder, ...provenBounds].find((claim) => boundFor(claim, subject) !== undefined);
}

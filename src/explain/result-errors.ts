import { allClaims } from '../claims/all-claims.ts';
import { boundFor } from '../claims/bound-for.ts';
import type { OutputClaim } from '../claims/claim.ts';
import { dotAnyOrder } from '../claims/error-bounds/dot-any-order.ts';
import type { SubjectTraits } from '../claims/subject-traits.ts';
import type { Subject } from '../engines/engine.ts';
import { probeUnderflow } from '../engines/probe-underflow.ts';
import { dyadic, dyadicOf, toBinary64 } from '../float/dyadic.ts';
import { exactVerdict } from '../judge/exact-verdict.ts';
import { measuresOf } from '../judge/measures.ts';
import type { References } from '../judge/references.ts';
import { type Flush, noFlush } from '../sums/accumulation.ts';
import type { ResultRow } from './explanation.ts';
import type { OutputFacts } from './output-facts.ts';
import { ratioOf, ulpExponent } from './ratio-of.ts';

type Errors = Pick<ResultRow, 'signedErrorUlp' | 'errorUlp' | 'errorOverUP'>;
type Bounds = Pick<ResultRow, 'boundClaim' | 'boundUlp' | 'withinBound' | 'boundBecause'>;
export type ResultErrors = Errors & Bounds;

/**
 * How far a result is from the exact value, and whether the proven any-order bound allows it: by the judge's exact arithmetic.
 * A subject is taken to keep subnormals, and is probed only where the bound for that convicts it; the bound shown is then the one
 * for what it was found to flush. An ulp of an exact 0 would be the smallest subnormal and say nothing: nothing is then given in ulps.
 */
export async function resultErrors(
  value: number,
  subject: Subject,
  facts: OutputFacts,
  references: References,
): Promise<ResultErrors> {
  const errors = errorsOf(value, subject, facts);
  const bounds = boundsFor(value, subject, noFlush, facts, references);
  if (bounds.withinBound !== false || subject.format === 'binary64') return { ...errors, ...bounds };
  const { flush } = await probeUnderflow(subject);
  return { ...errors, ...boundsFor(value, subject, flush, facts, references) };
}

function errorsOf(value: number, { format }: Subject, { sum, absoluteSum }: OutputFacts): Errors {
  const measures = sum === undefined ? undefined : measuresOf(value, sum, toBinary64(absoluteSum!), format);
  if (measures === undefined) return { signedErrorUlp: null, errorUlp: null, errorOverUP: null };
  const { signedError, errorUlp, errorOverUP } = measures;
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
  const nothing = { boundClaim: null, boundUlp: null, withinBound: null };
  if (claim === undefined)
    return { ...nothing, boundBecause: dotAnyOrder.inapplicableTo(traits) ?? 'no claim speaks of it' };
  const bound = boundFor(claim, traits)!;
  const verdict = exactVerdict(bound, references, 0, { value, format });
  if (verdict.kind === 'discarded') return { ...nothing, boundBecause: verdict.because };
  if (sum === undefined) return { ...nothing, boundBecause: 'there is no exact value' };
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

/** The any-order bound; for a subject that it does not speak of, the first proven bound that does. */
function claimFor(subject: SubjectTraits): OutputClaim | undefined {
  return [dotAnyOrder, ...provenBounds].find((claim) => boundFor(claim, subject) !== undefined);
}

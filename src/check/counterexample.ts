import { boundFor, type ErrorClaim } from '../claims/claim.ts';
import { type Batch, type Case, caseAt, sliceBatch } from '../conv/batch.ts';
import { dotError64 } from '../float/exact-dot.ts';
import { type Computed, exactVerdict } from '../judge/exact-verdict.ts';
import type { References } from '../judge/references.ts';
import type { JudgedOutput } from '../judge/verdict.ts';
import { Answers } from './answers.ts';
import type { BoundAtShape } from './bound-at.ts';
import { checkOutputs, checkPairs, isVerdicts } from './check-outputs.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** Who is held to which claim. */
export interface Accusation {
  readonly claim: ErrorClaim;
  readonly subject: PreparedSubject;
  /** For a claim about two. */
  readonly partner?: PreparedSubject;
  /** What the claim is judged by where it knows the subject by what was revealed at the shape of the batch alone. */
  readonly revealed?: BoundAtShape;
}

/**
 * One output that shows what was asked for: a violation, or, for a worst case known, an error that is nearly the bound.
 */
export interface Counterexample extends Accusation {
  /** The case; or several, where it shows in their company only. */
  readonly batch: Batch;
  /** Which output it is, what was computed, and what it should have been. */
  readonly output: JudgedOutput;
  /** Whether the claim holds all the same: it is the ratio that is worth showing. */
  readonly holds: boolean;
}

/** The case of the output, and its number within the case. */
export function caseOf(
  { batch, output }: Pick<Counterexample, 'batch' | 'output'>,
  outputs: number,
): {
  readonly input: Case;
  readonly place: number;
  readonly output: number;
} {
  const place = Math.floor(output.window / outputs);
  return { input: caseAt(batch, place), place, output: output.window % outputs };
}

/**
 * What kind of failure it is, so that minimising keeps to the one that was found. `numbers`: the subject's number is
 * finite, infinite or NaN. `range`: where P and the number lie: `tiny` below 2^-90, where underflow decides, `huge`
 * above 2^90, where overflow does. `gross`: wrong by more than P/64, as a wrong index makes it and rounding, be it to
 * eight bits, does not.
 */
export interface FailureKind {
  readonly numbers: 'finite' | 'infinite' | 'NaN';
  readonly range: 'tiny' | 'ordinary' | 'huge';
  readonly gross: boolean;
}

export function kindOf({ computed, absoluteSum, bound, errorOverBound, special }: JudgedOutput): FailureKind {
  const numbers = Number.isNaN(computed) ? 'NaN' : Number.isFinite(computed) ? 'finite' : 'infinite';
  if (special !== undefined) return { numbers, range: 'ordinary', gross: true };
  const size = numbers === 'finite' ? Math.max(absoluteSum, Math.abs(computed)) : absoluteSum;
  const range = size < 2 ** -90 ? 'tiny' : size > 2 ** 90 ? 'huge' : 'ordinary';
  return { numbers, range, gross: numbers !== 'finite' || bound === 0 || errorOverBound * bound > absoluteSum / 64 };
}

/**
 * Whether a simpler failure still shows what the first one did. To leave the extremes of the range is welcome; to slide
 * into them is not.
 */
export function sameKind(first: FailureKind, simpler: FailureKind): boolean {
  if (first.numbers !== simpler.numbers) return false;
  if (first.range === 'tiny' && simpler.range === 'tiny') return true;
  return (simpler.range === first.range || simpler.range === 'ordinary') && simpler.gross === first.gross;
}

/**
 * What is asked for: that the claim is violated, or that it holds with at least such a ratio; of the kind that is
 * given.
 */
export interface Wanted {
  readonly ratio?: number;
  readonly like?: FailureKind;
}

/**
 * For each case of a batch, given to the subject in one call, the worst output of what is wanted, as if alone;
 * undefined without any.
 */
export async function findInCases(
  accusation: Accusation,
  batch: Batch,
  wanted: Wanted = {},
): Promise<readonly (Counterexample | undefined)[]> {
  const found = new Array<Counterexample | undefined>(batch.count).fill(undefined);
  const { outputs, each } = await outputsWanted(accusation, batch, wanted);
  for (const output of outputs) {
    const place = Math.floor(output.window / each);
    if (output.errorOverBound <= (found[place]?.output.errorOverBound ?? -1)) continue;
    const window = output.window % each;
    const holds = wanted.ratio !== undefined;
    found[place] = { ...accusation, batch: sliceBatch(batch, place, place + 1), output: { ...output, window }, holds };
  }
  return found;
}

/** The worst output of what is wanted, with the whole batch. */
export async function findInBatch(
  accusation: Accusation,
  batch: Batch,
  wanted: Wanted = {},
): Promise<Counterexample | undefined> {
  const { outputs } = await outputsWanted(accusation, batch, wanted);
  const [worst] = [...outputs].sort(
    (one, other) => other.errorOverBound - one.errorOverBound || one.window - other.window,
  );
  return worst && { ...accusation, batch, output: worst, holds: wanted.ratio !== undefined };
}

/** `each`: outputs of a case. */
async function outputsWanted(
  accusation: Accusation,
  batch: Batch,
  { ratio, like }: Wanted,
): Promise<{ readonly outputs: readonly JudgedOutput[]; readonly each: number }> {
  const { claim, subject, partner, revealed } = accusation;
  const answers = new Answers();
  const checked =
    claim.kind === 'output'
      ? await checkOutputs(claim, subject, batch, answers, revealed?.bound)
      : await checkPairs(claim, subject, partner === undefined ? [subject] : [subject, partner], batch, answers);
  if (!isVerdicts(checked)) return { outputs: [], each: 1 };
  const all = ratio === undefined ? checked.violations : await outputsAbove(ratio, accusation, batch, answers);
  const outputs = like === undefined ? all : all.filter((output) => sameKind(like, kindOf(output)));
  return { outputs, each: answers.references(batch, subject.operation).plan.outputs };
}

/** The outputs that keep the claim with at least such a ratio. */
async function outputsAbove(
  least: number,
  { claim, subject, partner, revealed }: Accusation,
  batch: Batch,
  answers: Answers,
): Promise<readonly JudgedOutput[]> {
  const bound = revealed?.bound ?? boundFor(claim, subject, partner);
  const outcome = await answers.outcome(subject, batch);
  const other = partner === undefined ? undefined : await answers.outcome(partner, batch);
  if (bound === undefined || outcome.kind !== 'value' || (other !== undefined && other.kind !== 'value')) return [];
  const references = answers.references(batch, subject.operation);
  const { values } = answers.bounds(bound, references);
  const found: JudgedOutput[] = [];
  for (let window = 0; window < references.windows; window++) {
    const limit = values[window]!;
    const value = outcome.outputs[window]!;
    const partnerOf = other && { partner: partner!.id, partnerValue: other.outputs[window]! };
    const computed = { value, format: outcome.format, ...partnerOf };
    if (Number.isNaN(limit) || isBelow(references, window, computed, limit * least)) continue;
    const verdict = exactVerdict(bound, references, window, computed);
    if (verdict.kind === 'holds' && verdict.output.errorOverBound >= least) found.push(verdict.output);
  }
  return found;
}

/** Whether the error is surely below the limit; what is not clear is left to exact arithmetic. */
function isBelow(references: References, window: number, computed: Computed, limit: number): boolean {
  const { value, format, partnerValue } = computed;
  const exact = references.exact[window]!;
  if (partnerValue === undefined && format === 'binary64') {
    const { left, right, terms } = references;
    return Math.abs(dotError64(left, right, window * terms, terms, value)) * (1 + 2 ** -50) < limit;
  }
  const difference = Math.abs(value - (partnerValue ?? exact));
  return difference * (1 + 2 ** -50) + Math.abs(exact) * 2 ** -52 < limit;
}

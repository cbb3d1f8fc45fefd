import { boundFor, type ErrorClaim } from '../claims/claim.ts';
import { type Batch, type Case, caseAt, sliceBatch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import { dotError64 } from '../float/exact-dot.ts';
import { type Computed, exactVerdict } from '../judge/exact-verdict.ts';
import { indexOfWindow, judgedOf, type References } from '../judge/references.ts';
import type { JudgedOutput } from '../judge/verdict.ts';
import { Answers } from './answers.ts';
import type { BoundAtShape } from './bound-at.ts';
import { checkOutputs, checkPairs, isVerdicts } from './check-outputs.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** A claim, and the subject whose outputs must satisfy it. */
export interface ClaimAndSubject {
  readonly claim: ErrorClaim;
  readonly subject: PreparedSubject;
  /** The other subject, if the claim is about two. */
  readonly partner?: PreparedSubject;
  /** The bound of the revealed tree, for a claim that knows this subject only by its tree at this shape. */
  readonly revealed?: BoundAtShape;
}

/** One output that was searched for: either a violation, or a worst case known, whose error is nearly the bound. */
export interface Counterexample extends ClaimAndSubject {
  /** One case, or several if the output is only wrong in a batch. */
  readonly batch: Batch;
  /** The output, the computed number and the exact value. */
  readonly output: JudgedOutput;
  /** True for a worst case known: the claim holds, and the ratio error ÷ bound is what matters. */
  readonly holds: boolean;
}

/** The case to which the output belongs, its place in the batch, and the number of the output within the case. */
export function caseOf(
  { batch, output }: Pick<Counterexample, 'batch' | 'output'>,
  outputsPerCase: number,
): {
  readonly input: Case;
  readonly place: number;
  readonly output: number;
} {
  const place = Math.floor(output.window / outputsPerCase);
  return { input: caseAt(batch, place), place, output: output.window % outputsPerCase };
}

/**
 * The kind of a failure. Minimising keeps it, so that the simplest input shows the failure that was found.
 *
 * - `result`: whether the computed number is finite, infinite or NaN.
 * - `range`: where P and the computed number lie. Below `tinyBelow` (`tiny`) underflow decides, above 2^90 (`huge`)
 *   overflow.
 * - `gross`: the error exceeds P/64, or with more than 32 products half of their average. A wrong index causes that.
 *   Above P/64 rounding does not, not even to eight bits. Below, an error is gross by its average alone
 *   (`onAverage`), and either may have caused it.
 */
export interface FailureKind {
  readonly result: 'finite' | 'infinite' | 'NaN';
  readonly range: 'tiny' | 'ordinary' | 'huge';
  readonly gross: boolean;
  readonly onAverage?: boolean;
}

/** Below this magnitude, underflow has effects of its own. */
export const tinyBelow: number = 2 ** -90;

export function kindOf({ computed, absoluteSum, bound, errorOverBound, special, nonZero }: JudgedOutput): FailureKind {
  const result = Number.isNaN(computed) ? 'NaN' : Number.isFinite(computed) ? 'finite' : 'infinite';
  if (special !== undefined) return { result, range: 'ordinary', gross: true };
  const size = result === 'finite' ? Math.max(absoluteSum, Math.abs(computed)) : absoluteSum;
  const range = size < tinyBelow ? 'tiny' : size > 2 ** 90 ? 'huge' : 'ordinary';
  const error = errorOverBound * bound;
  if (result !== 'finite' || bound === 0 || error > absoluteSum / 64) return { result, range, gross: true };
  const onAverage = error > absoluteSum / Math.max(64, 2 * nonZero);
  return { result, range, gross: onAverage, ...(onAverage ? { onAverage } : {}) };
}

/**
 * Whether a simpler failure is of the same kind as the first. It may leave the extremes of the range, but not enter
 * them.
 */
export function sameKind(first: FailureKind, simpler: FailureKind): boolean {
  if (first.result !== simpler.result) return false;
  if (first.range === 'tiny' && simpler.range === 'tiny') return true;
  const sameSize = first.onAverage === true || simpler.gross === first.gross;
  return sameSize && (simpler.range === first.range || simpler.range === 'ordinary');
}

/**
 * What to search for: violations, or with `leastRatio` outputs that satisfy the claim and whose error ÷ bound is at
 * least that. `kind` restricts the search to failures of that kind.
 */
export interface Wanted {
  readonly leastRatio?: number;
  readonly kind?: FailureKind;
  /** Restricts the search to this output of each case. */
  readonly place?: number;
}

/**
 * Searches every case of a batch, evaluated in one call. Gives the worst wanted output of each case as if the case had
 * been asked alone; undefined for a case without one.
 */
export async function findInCases(
  claimAndSubject: ClaimAndSubject,
  batch: Batch,
  wanted: Wanted = {},
): Promise<readonly (Counterexample | undefined)[]> {
  const found = new Array<Counterexample | undefined>(batch.count).fill(undefined);
  const { outputs, outputsPerCase } = await outputsWanted(claimAndSubject, batch, wanted);
  for (const output of outputs) {
    const place = Math.floor(output.window / outputsPerCase);
    if (output.errorOverBound <= (found[place]?.output.errorOverBound ?? -1)) continue;
    const window = output.window % outputsPerCase;
    const holds = wanted.leastRatio !== undefined;
    found[place] = {
      ...claimAndSubject,
      batch: sliceBatch(batch, place, place + 1),
      output: { ...output, window },
      holds,
    };
  }
  return found;
}

/** The worst wanted output of a batch, together with the whole batch. */
export async function findInBatch(
  claimAndSubject: ClaimAndSubject,
  batch: Batch,
  wanted: Wanted = {},
): Promise<Counterexample | undefined> {
  const { outputs } = await outputsWanted(claimAndSubject, batch, wanted);
  const [worst] = [...outputs].sort(
    (one, other) => other.errorOverBound - one.errorOverBound || one.window - other.window,
  );
  return worst && { ...claimAndSubject, batch, output: worst, holds: wanted.leastRatio !== undefined };
}

/** All wanted outputs of a batch, in the order of the batch. */
async function outputsWanted(
  claimAndSubject: ClaimAndSubject,
  batch: Batch,
  { leastRatio, kind, place }: Wanted,
): Promise<{ readonly outputs: readonly JudgedOutput[]; readonly outputsPerCase: number }> {
  const { claim, subject, partner, revealed } = claimAndSubject;
  const answers = new Answers();
  const checked =
    claim.kind === 'output'
      ? await checkOutputs(claim, subject, batch, answers, revealed?.bound)
      : await checkPairs(claim, subject, partner === undefined ? [subject] : [subject, partner], batch, answers);
  if (!isVerdicts(checked)) return { outputs: [], outputsPerCase: 1 };
  const all =
    leastRatio === undefined ? checked.violations : await outputsAbove(leastRatio, claimAndSubject, batch, answers);
  const outputsPerCase = outputSize(batch.shape, subject.operation);
  const outputs = all.filter(
    (output) =>
      (kind === undefined || sameKind(kind, kindOf(output))) &&
      (place === undefined || output.window % outputsPerCase === place),
  );
  return { outputs, outputsPerCase };
}

/** The outputs that satisfy the claim with error ÷ bound of at least `least`. */
async function outputsAbove(
  least: number,
  { claim, subject, partner, revealed }: ClaimAndSubject,
  batch: Batch,
  answers: Answers,
): Promise<readonly JudgedOutput[]> {
  const bound = revealed?.bound ?? boundFor(claim, subject, partner);
  const outcome = await answers.outcome(subject, batch);
  const other = partner === undefined ? undefined : await answers.outcome(partner, batch);
  if (bound === undefined || outcome.kind !== 'value' || (other !== undefined && other.kind !== 'value')) return [];
  const references = answers.references(batch, subject.operation);
  const { values } = answers.bounds(bound, references);
  const given = judgedOf(references, outcome.outputs);
  const others = other && judgedOf(references, other.outputs);
  const each = outputSize(batch.shape, subject.operation);
  const found: JudgedOutput[] = [];
  for (let window = 0; window < references.windows; window++) {
    const limit = values[window]!;
    const value = given[window]!;
    const partnerOf = others && { partner: partner!.id, partnerValue: others[window]! };
    const computed = { value, format: outcome.format, ...partnerOf };
    if (Number.isNaN(limit) || isBelow(references, window, computed, limit * least)) continue;
    const verdict = exactVerdict(bound, references, window, computed);
    if (verdict.kind === 'holds' && verdict.output.errorOverBound >= least)
      found.push({ ...verdict.output, window: indexOfWindow(references, window, each) });
  }
  return found;
}

/** Whether the error is certainly below the limit. False means that exact arithmetic must decide. */
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

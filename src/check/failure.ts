import type { ErrorBound, ErrorClaim } from '../claims/claim.ts';
import { type Batch, batchOf, type Case, caseAt } from '../conv/batch.ts';
import { dotError64, exactDotDyadic } from '../float/exact-dot.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import { type Computed, exactVerdict } from '../judge/exact-verdict.ts';
import { type References, referencesOf } from '../judge/references.ts';
import type { Witness } from '../judge/verdict.ts';
import { factsFromAbove } from '../judge/window-facts.ts';
import { askSubject } from './evaluate-batch.ts';
import type { PreparedSubject } from './prepared-subject.ts';
import type { BoundAtShape } from './reveal-bound.ts';

/** Who is accused of breaking what. */
export interface Suspect {
  readonly claim: ErrorClaim;
  readonly subject: PreparedSubject;
  /** For a claim about two. */
  readonly partner?: PreparedSubject;
  /** What the claim is judged by where it knows the subject by what was revealed at the shape of the case alone. */
  readonly revealed?: BoundAtShape;
}

/**
 * What kind of failure it is, so that shrinking keeps to the one that was found. `numbers`: the subject's number is finite,
 * infinite or NaN. `range`: where P and the number lie: `tiny` below 2^-90, where underflow decides, `huge` above 2^90, where overflow does. `gross`: wrong by
 * more than P/64, as a wrong index makes it and rounding, be it to eight bits, does not.
 */
export interface FailureKind {
  readonly numbers: 'finite' | 'infinite' | 'NaN';
  readonly range: 'tiny' | 'ordinary' | 'huge';
  readonly gross: boolean;
}

/** One output that shows what was asked for: a violation, or, for a record, an error that is nearly the bound. */
export interface Failure {
  readonly suspect: Suspect;
  readonly input: Case;
  readonly output: number;
  /** Whether the claim holds all the same: it is the ratio that is worth showing. */
  readonly holds: boolean;
  readonly witness: Witness;
  readonly kind: FailureKind;
  readonly references: References;
}

/** What is asked for: that the claim is violated, or that it holds with at least such a ratio; of the kind that is given. */
export type Wanted =
  | { readonly mode: 'violation'; readonly like?: FailureKind }
  | { readonly mode: 'ratio'; readonly least: number; readonly like?: FailureKind };

/** The worst violation by the suspect on this one case, judged alone; undefined where there is none (of the kind asked for). */
export async function findFailure(suspect: Suspect, input: Case, like?: FailureKind): Promise<Failure | undefined> {
  const wanted: Wanted = { mode: 'violation', ...(like === undefined ? {} : { like }) };
  return (await findFailures(suspect, batchOf([input]), wanted))[0];
}

/** For each case of a batch, given to the suspect in one call, the worst output of what is wanted; undefined where there is none. */
export async function findFailures(
  suspect: Suspect,
  batch: Batch,
  wanted: Wanted,
): Promise<readonly (Failure | undefined)[]> {
  const { subject, partner } = suspect;
  const found = new Array<Failure | undefined>(batch.count).fill(undefined);
  const outcome = await askSubject(subject, batch);
  const other = partner === undefined ? undefined : await askSubject(partner, batch);
  if (outcome.kind !== 'value' || (other !== undefined && other.kind !== 'value')) return found;
  const references = referencesOf(batch, subject.subject.operation);
  const { outputs } = references.plan;
  const bound = boundOf(suspect);
  const { values } = batchBounds(bound, references);
  for (let window = 0; window < references.windows; window++) {
    const limit = values[window]!;
    const place = Math.floor(window / outputs);
    const best = found[place]?.witness.errorOverBound;
    const partnerValue = other === undefined ? {} : { partnerValue: other.outputs[window]! };
    const computed = { value: outcome.outputs[window]!, format: outcome.format, ...partnerValue };
    const least = wanted.mode === 'violation' ? 1 : Math.max(wanted.least, best ?? 0);
    if (Number.isNaN(limit) || isClear(references, window, computed, limit * least)) continue;
    const witness = witnessOf(bound, references, window, computed, wanted);
    if (witness === undefined || witness.errorOverBound <= (best ?? -1)) continue;
    const kind = kindOf(witness);
    if (wanted.like !== undefined && !sameKind(wanted.like, kind)) continue;
    const holds = wanted.mode === 'ratio';
    found[place] = { suspect, input: caseAt(batch, place), output: window % outputs, holds, witness, kind, references };
  }
  return found;
}

/** Whether the error is surely below the limit; what is not clear is left to exact arithmetic. */
function isClear(references: References, window: number, computed: Computed, limit: number): boolean {
  const { value, format, partnerValue } = computed;
  const exact = references.exact[window]!;
  if (partnerValue === undefined && format === 'binary64') {
    const { left, right, terms } = references;
    return Math.abs(dotError64(left, right, window * terms, terms, value)) * (1 + 2 ** -50) < limit;
  }
  const difference = Math.abs(value - (partnerValue ?? exact));
  return difference * (1 + 2 ** -50) + Math.abs(exact) * 2 ** -52 < limit;
}

function witnessOf(
  bound: ErrorBound,
  references: References,
  window: number,
  computed: Computed,
  wanted: Wanted,
): Witness | undefined {
  const verdict = exactVerdict(bound, references, window, computed);
  if (verdict.kind === 'violated') return wanted.mode === 'violation' ? verdict.witness : undefined;
  if (verdict.kind === 'discarded' || wanted.mode === 'violation' || verdict.attained < wanted.least) return undefined;
  return holdingWitness(bound, references, window, computed, verdict.attained);
}

/** The numbers of an output that keeps its bound. */
export function holdingWitness(
  bound: ErrorBound,
  references: References,
  window: number,
  { value, format, partnerValue }: Computed,
  attained: number,
): Witness {
  const { left, right, terms } = references;
  const facts = factsFromAbove(references, window);
  return {
    ...{ window, computed: value, format, nonZero: facts.nonZero, absoluteSum: facts.absoluteSum },
    ...(partnerValue === undefined ? {} : { partnerComputed: partnerValue }),
    exact: exactDotDyadic(left, right, window * terms, terms),
    bound: bound.bound(facts),
    errorOverBound: attained,
  };
}

function boundOf({ claim, subject, partner, revealed }: Suspect): ErrorBound {
  if (revealed !== undefined) return revealed.bound;
  if (claim.kind === 'output') return claim.boundFor(subject.traits);
  if (partner === undefined) throw new RangeError(`${claim.id} speaks of two subjects`);
  return claim.boundFor(subject.traits, partner.traits);
}

export function kindOf({ computed, absoluteSum, bound, errorOverBound, special }: Witness): FailureKind {
  const numbers = Number.isNaN(computed) ? 'NaN' : Number.isFinite(computed) ? 'finite' : 'infinite';
  if (special !== undefined) return { numbers, range: 'ordinary', gross: true };
  const size = numbers === 'finite' ? Math.max(absoluteSum, Math.abs(computed)) : absoluteSum;
  const range = size < 2 ** -90 ? 'tiny' : size > 2 ** 90 ? 'huge' : 'ordinary';
  return { numbers, range, gross: numbers !== 'finite' || bound === 0 || errorOverBound * bound > absoluteSum / 64 };
}

/** Whether a smaller failure still shows what the first one did. To leave the extremes of the range is welcome; to slide into them is not. */
function sameKind(first: FailureKind, smaller: FailureKind): boolean {
  if (first.numbers !== smaller.numbers) return false;
  if (first.range === 'tiny' && smaller.range === 'tiny') return true;
  return (smaller.range === first.range || smaller.range === 'ordinary') && smaller.gross === first.gross;
}

import type { ErrorClaim } from '../claims/claim.ts';
import { batchOf } from '../conv/batch-of.ts';
import type { Case } from '../conv/case.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import { exactVerdict } from '../judge/exact-verdict.ts';
import { type References, referencesOf } from '../judge/references.ts';
import type { Witness } from '../judge/verdict.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** Who is accused of breaking what. */
export interface Suspect {
  readonly claim: ErrorClaim;
  readonly subject: PreparedSubject;
  /** For a claim about two. */
  readonly partner?: PreparedSubject;
}

/**
 * What kind of failure it is, so that shrinking keeps to the one that was found. `numbers`: the subject's number is finite,
 * infinite or NaN. `range`: where P and the number lie: `tiny` below 2^-90, where underflow decides, `huge` above 2^90, where overflow does. `gross`: wrong by
 * more than P/8, as a wrong index makes it and rounding does not.
 */
export interface FailureKind {
  readonly numbers: 'finite' | 'infinite' | 'NaN';
  readonly range: 'tiny' | 'ordinary' | 'huge';
  readonly gross: boolean;
}

export interface Failure {
  readonly suspect: Suspect;
  readonly input: Case;
  readonly output: number;
  readonly witness: Witness;
  readonly kind: FailureKind;
  readonly references: References;
}

/** The worst violation by the suspect on this one case, judged alone; undefined where there is none (of the kind asked for). */
export async function findFailure(suspect: Suspect, input: Case, like?: FailureKind): Promise<Failure | undefined> {
  const { subject, partner, claim } = suspect;
  const batch = batchOf([input]);
  const outcome = await subject.subject.evaluate(batch);
  const other = await partner?.subject.evaluate(batch);
  if (outcome.kind !== 'value' || (other !== undefined && other.kind !== 'value')) return undefined;
  const references = referencesOf(batch, subject.subject.operation);
  const bound = boundOf(claim, subject, partner);
  const { values } = batchBounds(bound, references);
  let worst: Failure | undefined;
  for (let window = 0; window < references.windows; window++) {
    const value = outcome.outputs[window]!;
    const partnerValue = other === undefined ? {} : { partnerValue: other.outputs[window]! };
    const exact = references.exact[window]!;
    const difference = Math.abs(value - (partnerValue.partnerValue ?? exact));
    const clear = difference * (1 + 2 ** -50) + Math.abs(exact) * 2 ** -52 <= values[window]!;
    if (clear || Number.isNaN(values[window]!)) continue;
    const computed = { value, format: outcome.format, ...partnerValue };
    const verdict = exactVerdict(bound, references, window, computed);
    if (verdict.kind !== 'violated') continue;
    const { witness } = verdict;
    const kind = kindOf(witness);
    if (like !== undefined && !sameKind(like, kind)) continue;
    if (worst === undefined || witness.errorOverBound > worst.witness.errorOverBound) {
      worst = { suspect, input, output: window, witness, kind, references };
    }
  }
  return worst;
}

function boundOf(claim: ErrorClaim, subject: PreparedSubject, partner: PreparedSubject | undefined) {
  if (claim.kind === 'output') return claim.boundFor(subject.traits);
  if (partner === undefined) throw new RangeError(`${claim.id} speaks of two subjects`);
  return claim.boundFor(subject.traits, partner.traits);
}

export function kindOf({ computed, absoluteSum, bound, errorOverBound }: Witness): FailureKind {
  const numbers = Number.isNaN(computed) ? 'NaN' : Number.isFinite(computed) ? 'finite' : 'infinite';
  const size = numbers === 'finite' ? Math.max(absoluteSum, Math.abs(computed)) : absoluteSum;
  const range = size < 2 ** -90 ? 'tiny' : size > 2 ** 90 ? 'huge' : 'ordinary';
  return { numbers, range, gross: numbers !== 'finite' || bound === 0 || errorOverBound * bound > absoluteSum / 8 };
}

/** Whether a smaller failure still shows what the first one did. To leave the extremes of the range is welcome; to slide into them is not. */
function sameKind(first: FailureKind, smaller: FailureKind): boolean {
  if (first.numbers !== smaller.numbers) return false;
  if (first.range === 'tiny') return smaller.range === 'tiny';
  return (smaller.range === first.range || smaller.range === 'ordinary') && smaller.gross === first.gross;
}

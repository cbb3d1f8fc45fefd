import { boundFor, type ErrorBound, type ErrorClaim } from '../claims/claim.ts';
import { isRevealedClaim } from '../claims/error-bounds/revealed-bound.ts';
import type { SubjectTraits } from '../claims/subject-traits.ts';
import { type CorpusEntry, caseBatch } from '../corpus/entry.ts';
import type { Subject } from '../engines/engine.ts';
import { type Bits32, type Bits64, fromBits32, fromBits64 } from '../float/bits.ts';
import { exactVerdict } from '../judge/exact-verdict.ts';
import { referencesOf } from '../judge/references.ts';
import { type Flush, noFlush } from '../sums/accumulation.ts';
import { computedNumber } from './computed-number.ts';
import { type Measured, measuredOf } from './measured-output.ts';

/** What an entry about an output should say, and whether the claim is violated; or why it cannot be about one. */
export type CheckedOutput =
  | { readonly says: Measured & Pick<CorpusEntry, 'computed'>; readonly violated: boolean }
  | { readonly refused: string };

/** Measures the number that an entry says was computed, by exact arithmetic. The engine is not asked. */
export function checkOutput(entry: CorpusEntry, claim: ErrorClaim, subjects: readonly Subject[]): CheckedOutput {
  const { computed, partnerComputed } = entry;
  const subject = subjects.find(({ id }) => id === entry.subject.id);
  const { batch, place } = caseBatch(entry);
  const references = referencesOf(batch, subject?.operation ?? 'conv2d');
  const { outputs } = references.plan;
  if (entry.output >= outputs) return { refused: `the shape has no output ${entry.output}` };
  if (subject !== undefined && subject.format !== computed.format)
    return { refused: `${subject.id} computes in ${subject.format}, not ${computed.format}` };
  if (claim.kind === 'pair' && (entry.partner === undefined || partnerComputed === undefined))
    return { refused: 'a claim about two subjects needs a partner' };
  const value = numberOf(computed);
  const given = {
    ...{ value, format: computed.format },
    ...(partnerComputed === undefined ? {} : { partnerValue: numberOf(partnerComputed) }),
  };
  const checked = boundsOf(entry, claim, subject).flatMap((bound) => {
    const verdict = exactVerdict(bound, references, place * outputs + entry.output, given);
    if (verdict.kind === 'discarded') return [];
    const says = { ...measuredOf(verdict.output), computed: computedNumber(value, computed.format) };
    return [{ says, violated: verdict.kind === 'violated' }];
  });
  const named = checked.find(({ says }) => says.bound?.bits === entry.bound?.bits);
  return named ?? checked[0] ?? { refused: `${claim.id} says nothing of it` };
}

/**
 * What the claim may allow the subject: what an engine does with subnormal numbers is not written down, and the bound hangs on it. The
 * bound of a revealed tree is believed, as the number is; replaying finds the tree again.
 */
function boundsOf(
  { subject: { id }, computed, partner, partnerComputed, bound }: CorpusEntry,
  claim: ErrorClaim,
  subject: Subject | undefined,
): readonly ErrorBound[] {
  const bounds = flushes.flatMap((flush) => {
    const traits: SubjectTraits = {
      ...{ id, format: computed.format, flush },
      summation: subject?.summation ?? 'unknown',
    };
    const other = { id: partner?.id ?? '', format: partnerComputed?.format ?? computed.format, flush } as const;
    const allowed = boundFor(claim, traits, { ...other, summation: 'unknown' });
    return allowed === undefined ? [] : [allowed];
  });
  if (bounds.length > 0 || !isRevealedClaim(claim) || bound === null) return bounds;
  const written = fromBits64(bound.bits);
  return [{ failedHypothesis: () => undefined, bound: () => written }];
}

const choices = [false, true] as const;
const flushes: readonly Flush[] = [
  noFlush,
  ...choices.flatMap((products) =>
    choices.flatMap((sums) => choices.map((inputs): Flush => ({ products, sums, inputs }))),
  ),
];

function numberOf({ format, bits }: CorpusEntry['computed']): number {
  return format === 'binary32' ? fromBits32(bits as Bits32) : fromBits64(bits as Bits64);
}

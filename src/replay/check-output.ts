import { boundFor, type ErrorBound, type ErrorClaim } from '../claims/claim.ts';
import { isRevealedClaim } from '../claims/error-bounds/revealed-bound.ts';
import type { SubjectTraits } from '../claims/subject-traits.ts';
import { operationNamed } from '../conv/operation.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { Operation } from '../conv/shape.ts';
import { type CorpusEntry, caseBatch } from '../corpus/entry.ts';
import type { Subject } from '../engines/engine.ts';
import { fromBits64 } from '../float/bits.ts';
import { exactVerdict } from '../judge/exact-verdict.ts';
import { referencesAt } from '../judge/references.ts';
import { type Flush, noFlush } from '../sums/accumulation.ts';
import { computedNumber, type Measured, measuredOf, numberOf, timesJudged } from './entry-numbers.ts';

/** What an entry about an output should record, and whether the claim is violated; or why the entry is invalid. */
type CheckedOutput = { readonly says: Says; readonly violated: boolean } | { readonly refused: string };
type Says = Measured & Pick<CorpusEntry, 'computed' | 'partnerComputed'>;

/** Measures the number that an entry records, by exact arithmetic. The engine is not asked. */
export function checkOutput(entry: CorpusEntry, claim: ErrorClaim, subjects: readonly Subject[]): CheckedOutput {
  const { computed, partnerComputed } = entry;
  const subject = subjects.find(({ id }) => id === entry.subject.id);
  const { batch, place } = caseBatch(entry);
  const operation = operationOf(entry, subjects);
  if (entry.output >= outputSize(batch.shape, operation)) return { refused: `the shape has no output ${entry.output}` };
  if (subject !== undefined && subject.format !== computed.format)
    return { refused: `${subject.id} computes in ${subject.format}, not ${computed.format}` };
  if (claim.kind === 'pair' && (entry.partner === undefined || partnerComputed === undefined))
    return { refused: 'a claim about two subjects needs a partner' };
  const references = referencesAt(batch, operation, entry.output);
  const value = numberOf(computed);
  const times = timesJudged(operation, batch.shape);
  const given = {
    ...{ value: value * times, format: computed.format },
    ...(partnerComputed === undefined ? {} : { partnerValue: numberOf(partnerComputed) * times }),
  };
  const checked = boundsOf(entry, claim, subject, operation).flatMap((bound) => {
    const verdict = exactVerdict(bound, references, place, given);
    if (verdict.kind === 'discarded') return [];
    const says: Says = {
      ...{ ...measuredOf(verdict.output), computed: computedNumber(value, computed.format) },
      ...(partnerComputed === undefined
        ? {}
        : { partnerComputed: computedNumber(numberOf(partnerComputed), partnerComputed.format) }),
    };
    return [{ says, violated: verdict.kind === 'violated' }];
  });
  const named = checked.find(({ says }) => says.bound?.bits === entry.bound?.bits);
  return named ?? checked[0] ?? { refused: `${claim.id} does not apply to this output` };
}

/**
 * The bounds that the claim may give the subject. There may be several: the bound depends on what the engine does with
 * subnormal numbers, which an entry does not record. The bound of a revealed tree is taken from the entry, as the
 * computed number is; replaying reveals the tree again.
 */
function boundsOf(
  { subject: { id }, computed, partner, partnerComputed, bound }: CorpusEntry,
  claim: ErrorClaim,
  subject: Subject | undefined,
  operation: Operation,
): readonly ErrorBound[] {
  const bounds = flushes.flatMap((flush) => {
    const traits: SubjectTraits = {
      ...{ id, format: computed.format, flush, operation },
      summation: subject?.summation ?? 'unknown',
    };
    const other = {
      id: partner?.id ?? '',
      format: partnerComputed?.format ?? computed.format,
      flush,
      operation,
    } as const;
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

/** What the subject of an entry computes. A user's engine need not be here: its id names the operation. */
export function operationOf({ subject: { id } }: CorpusEntry, subjects: readonly Subject[]): Operation {
  const known = subjects.find((subject) => subject.id === id)?.operation;
  return known ?? operationNamed(id);
}

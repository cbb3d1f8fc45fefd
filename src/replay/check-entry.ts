import type { Claim, ErrorBound, ErrorClaim } from '../claims/claim.ts';
import { boundFor } from '../claims/claim.ts';
import { isRevealedClaim } from '../claims/error-bounds/revealed-bound.ts';
import type { SubjectTraits } from '../claims/subject-traits.ts';
import { type AnyEntry, type CorpusEntry, caseBatch, isCaseEntry } from '../corpus/entry.ts';
import type { Subject } from '../engines/engine.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type Bits32, type Bits64, fromBits32, fromBits64 } from '../float/bits.ts';
import { exactVerdict } from '../judge/exact-verdict.ts';
import { referencesOf } from '../judge/references.ts';
import { type Flush, noFlush } from '../sums/accumulation.ts';
import { computedNumber, type Measured, measuredOf } from './entry-numbers.ts';
import { entryOfComparison } from './entry-of-numbers.ts';
import { relationFactors, replayArithmetic, replayComparison } from './replay-numbers.ts';

/** What an entry about an output should record, and whether the claim is violated; or why the entry is invalid. */
export type CheckedOutput =
  | { readonly says: Measured & Pick<CorpusEntry, 'computed'>; readonly violated: boolean }
  | { readonly refused: string };

/** Measures the number that an entry records, by exact arithmetic. The engine is not asked. */
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

/**
 * Recomputes, without any engine, the numbers of an entry: the exact value, the bound, their ratio and the decimals.
 * The computed number itself is taken as given; `replayEntries` asks the engine. Throws a UsageError of one line for
 * the first number that differs, for an unknown claim, and for a number that does not show what the entry says.
 */
export function checkEntry(entry: AnyEntry, subjects: readonly Subject[], claims: readonly Claim[]): void {
  const refuse: (reason: string) => never = (reason) => {
    throw new UsageError(`entry ${entry.id}: ${reason}`);
  };
  const claim = claims.find(({ id }) => id === entry.claim) ?? refuse(`there is no claim ${entry.claim}`);
  if (entry.command !== `npx lastbit corpus replay ${entry.id}`) refuse('its command is not the one that replays it');
  if (claim.kind === 'operation' || claim.kind === 'sum') {
    if (isCaseEntry(entry)) refuse(`${claim.id} is about numbers, not about a convolution`);
    const { state, reason, errorOverBound } = replayArithmetic(entry, claim);
    if (state === 'unknown' || state === 'discarded') refuse(reason ?? state);
    if ((errorOverBound ?? null) !== entry.errorOverBound)
      refuse(`error ÷ bound is ${errorOverBound}, not ${entry.errorOverBound}`);
    expected(entry, state === 'violated', refuse);
  } else if (!isCaseEntry(entry)) {
    refuse(`${claim.id} is about a convolution, not about numbers`);
  } else if (claim.kind === 'comparison') {
    const { state, reason } = replayComparison(entry, claim);
    if (state === 'unknown' || state === 'discarded') refuse(reason ?? state);
    const factors = relationFactors(entry);
    const results = claim.runs.map((run) => run.compute(factors));
    same(
      entry,
      entryOfComparison(claim, factors, results, entry.found),
      ['computed', 'results', 'exact', 'bound'],
      refuse,
    );
    expected(entry, state === 'violated', refuse);
  } else if (claim.kind !== 'metamorphic') {
    const checked = checkOutput(entry, claim, subjects);
    if ('refused' in checked) refuse(checked.refused);
    same(entry, checked.says, ['computed', 'exact', 'bound', 'errorOverBound'], refuse);
    expected(entry, checked.violated, refuse);
  }
}

function expected({ expectation }: AnyEntry, violated: boolean, refuse: (reason: string) => never): void {
  if (expectation === 'must-fail' && !violated) refuse('it must fail, and its numbers do not');
  if (expectation === 'must-hold' && violated) refuse('it must hold, and its numbers do not');
}

function same<T extends object>(
  entry: CorpusEntry,
  again: T,
  names: readonly (keyof T & keyof CorpusEntry)[],
  refuse: (reason: string) => never,
): void {
  for (const name of names) {
    const [says, is] = [entry[name], again[name]].map((value) => JSON.stringify(value));
    if (says !== is) refuse(`${name} is ${is}, not ${says}`);
  }
}

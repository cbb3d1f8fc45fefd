import { type CorpusEntry, type EntryRole, entrySchemaName } from '../corpus/entry.ts';
import { bitsOfCase } from '../corpus/entry-case.ts';
import { entryId } from '../corpus/entry-id.ts';
import { bits64 } from '../float/bits.ts';
import { decimalOf, toBinary64 } from '../float/dyadic.ts';
import type { Witness } from '../judge/verdict.ts';
import type { Place } from './campaign-records.ts';
import { computedNumber } from './computed-number.ts';
import type { Failure } from './failure.ts';

/**
 * The entry of a failure: `failure` as shrunk, `found` as it was met. The decimals are for people: all digits of the exact value, up to a length
 * that a line can bear, and the shortest decimals of the others.
 */
export function entryOfFailure(
  failure: Failure,
  found: Witness,
  place: Place,
  role: EntryRole = 'refutation',
): CorpusEntry {
  const { suspect, input, output, witness } = failure;
  const { claim, subject, partner } = suspect;
  const identity = {
    claim: claim.id,
    subject: { id: subject.subject.id, version: subject.version },
    ...(partner === undefined ? {} : { partner: { id: partner.subject.id, version: partner.version } }),
    ...bitsOfCase(input),
    output,
  };
  const id = entryId(identity);
  return {
    schema: entrySchemaName,
    id,
    role,
    expectation: 'must-fail',
    ...identity,
    computed: computedNumber(witness.computed, witness.format),
    ...(partner === undefined || witness.partnerComputed === undefined
      ? {}
      : { partnerComputed: computedNumber(witness.partnerComputed, partner.subject.format) }),
    exact: { decimal: shortened(decimalOf(witness.exact)), bits: bits64(toBinary64(witness.exact)) },
    bound: { bits: bits64(witness.bound), decimal: String(witness.bound) },
    errorOverBound: finite(witness.errorOverBound),
    flags: flagsOf(failure),
    condition: [],
    found: {
      seed: place.seed,
      family: place.family,
      shape: place.shape,
      nonZeroTerms: found.nonZero,
      errorOverBound: finite(found.errorOverBound),
    },
    command: `npx lastbit corpus replay ${id}`,
  };
}

const finite = (ratio: number): number | null => (Number.isFinite(ratio) ? ratio : null);

function shortened(digits: string): string {
  return digits.length <= 400 ? digits : `${digits.slice(0, 397)}...`;
}

function flagsOf({ witness, kind, references }: Failure): string[] {
  const flags = [
    kind.numbers === 'NaN' ? 'nan-from-finite' : undefined,
    kind.numbers === 'infinite' ? 'infinity-from-finite' : undefined,
    kind.range === 'tiny' ? 'underflow-range' : undefined,
    kind.range === 'huge' ? 'overflow-range' : undefined,
    kind.gross ? 'gross' : 'beyond-rounding',
    witness.computed === 0 && witness.nonZero > 0 ? 'result-zero' : undefined,
    references.plan.padded ? 'padded' : undefined,
  ];
  return flags.filter((flag) => flag !== undefined).sort();
}

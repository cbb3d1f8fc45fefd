import type { Failure } from '../check/failure.ts';
import type { Place } from '../check/place.ts';
import type { Batch, Case } from '../conv/batch.ts';
import { bitsOfCase, type CaseOutput, type CorpusEntry, entrySchemaName } from '../corpus/entry.ts';
import { entryId } from '../corpus/entry-id.ts';
import { mostKept, writeNumbers } from '../corpus/packed-numbers.ts';
import type { Witness } from '../judge/verdict.ts';
import { computedNumber } from './computed-number.ts';
import { finiteRatio, measuredWitness } from './measured-output.ts';

/** The case as it was met, where it is not the entry's own. */
export interface MetCase {
  readonly input: Case;
  readonly output: number;
}

/**
 * The entry of a failure: `failure` as shrunk, `found` as it was met. A ratio that was kept, and no violation, makes a record, which must hold. The
 * decimals are for people: all digits of the exact value, up to a length that a line can bear, and the shortest decimals of the others.
 */
export function entryOfFailure(failure: Failure, found: Witness, place: Place, met?: MetCase): CorpusEntry {
  const { suspect, input, output, holds, witness } = failure;
  const { claim, subject, partner, revealed } = suspect;
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
    role: holds ? 'worst-case' : 'refutation',
    expectation: holds ? 'must-hold' : 'must-fail',
    ...identity,
    computed: computedNumber(witness.computed, witness.format),
    ...(partner === undefined || witness.partnerComputed === undefined
      ? {}
      : { partnerComputed: computedNumber(witness.partnerComputed, partner.subject.format) }),
    ...measuredWitness(witness),
    flags: holds ? [] : flagsOf(failure),
    condition: [],
    found: {
      seed: place.seed,
      distribution: place.distribution,
      shape: place.shape,
      nonZeroTerms: found.nonZero,
      errorOverBound: finiteRatio(found.errorOverBound),
      ...keptInput(input, met),
    },
    command: commandOf(id),
    ...(revealed === undefined ? {} : { note: `As revealed at this shape: ${revealed.words}.` }),
  };
}

const commandOf = (id: string): string => `npx lastbit corpus replay ${id}`;

function keptInput(input: Case, met: MetCase | undefined): { readonly input?: CaseOutput } {
  if (met === undefined || met.input === input) return {};
  const { shape, image, kernel } = met.input;
  if (image.length + kernel.length > mostKept) return {};
  return { input: { shape, image: writeNumbers(image), kernel: writeNumbers(kernel), output: met.output } };
}

/** The same entry in the batch that it was met in. One that was not seen to fail there again may differ. */
export function withBatchContext(
  entry: CorpusEntry,
  { batch, place }: { readonly batch: Batch; readonly place: number },
  again: boolean,
): CorpusEntry {
  const batchContext = { place, images: writeNumbers(batch.images), kernels: writeNumbers(batch.kernels) };
  const id = entryId({ ...entry, batchContext });
  const flags = [...entry.flags, 'only-in-batch', ...(again ? [] : ['not-repeatable'])].sort();
  return { ...entry, id, batchContext, flags, expectation: again ? 'must-fail' : 'may-differ', command: commandOf(id) };
}

function flagsOf({ witness, kind, references }: Failure): string[] {
  const flags = [
    witness.special === undefined && kind.numbers === 'NaN' ? 'nan-from-finite' : undefined,
    witness.special === undefined && kind.numbers === 'infinite' ? 'infinity-from-finite' : undefined,
    witness.special === undefined ? undefined : 'non-finite-input',
    kind.range === 'tiny' ? 'underflow-range' : undefined,
    kind.range === 'huge' ? 'overflow-range' : undefined,
    kind.gross ? 'gross' : 'beyond-rounding',
    witness.computed === 0 && witness.nonZero > 0 ? 'result-zero' : undefined,
    references.plan.padded ? 'padded' : undefined,
  ];
  return flags.filter((flag) => flag !== undefined).sort();
}

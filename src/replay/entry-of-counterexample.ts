import { type Counterexample, caseOf, kindOf } from '../check/counterexample.ts';
import type { Place } from '../check/place.ts';
import type { Case } from '../conv/batch.ts';
import { outputSize, readsPadding } from '../conv/output-shape.ts';
import { bitsOfCase, type CaseOutput, type CorpusEntry, entrySchemaName } from '../corpus/entry.ts';
import { entryId } from '../corpus/entry-id.ts';
import { mostKept, writeNumbers } from '../corpus/packed-numbers.ts';
import { computedNumber, finiteRatio, givenNumber, measuredOf } from './entry-numbers.ts';

/** The output as it was first found, before it was minimised, and where. */
export interface FirstFound extends Pick<Counterexample, 'batch' | 'output'> {
  readonly place: Pick<Place, 'seed' | 'distribution' | 'shape'>;
}

/**
 * The entry of a counterexample. If the claim holds, it is a worst case known, and the entry must hold. If the batch
 * has more than one case, the failure shows only in that batch. `again`: whether it showed a second time. The decimals
 * are for readers: the digits of the exact value, cut if there are too many, and the shortest decimals of all other
 * numbers.
 */
export function entryOfCounterexample(
  counterexample: Counterexample,
  firstFound: FirstFound,
  again = true,
): CorpusEntry {
  const { claim, subject, partner, revealed, batch, output: judged, holds } = counterexample;
  const outputs = outputSize(batch.shape, subject.operation);
  const { input, place, output } = caseOf(counterexample, outputs);
  const given = (value: number): number => givenNumber(value, subject.operation, batch.shape);
  const together = batch.count > 1 || !again;
  const identity = {
    claim: claim.id,
    subject: { id: subject.id, version: subject.version },
    ...(partner === undefined ? {} : { partner: { id: partner.id, version: partner.version } }),
    ...bitsOfCase(input),
    output,
    ...(together
      ? { batchContext: { place, images: writeNumbers(batch.images), kernels: writeNumbers(batch.kernels) } }
      : {}),
  };
  const id = entryId(identity);
  const inBatch = together ? ['only-in-batch', ...(again ? [] : ['not-repeatable'])] : [];
  return {
    schema: entrySchemaName,
    id,
    role: holds ? 'worst-case' : 'refutation',
    expectation: holds ? 'must-hold' : again ? 'must-fail' : 'may-differ',
    ...identity,
    computed: computedNumber(given(judged.computed), judged.format),
    ...(partner === undefined || judged.partnerComputed === undefined
      ? {}
      : { partnerComputed: computedNumber(given(judged.partnerComputed), partner.format) }),
    ...measuredOf(judged),
    flags: holds ? [] : [...flagsOf(counterexample, readsPadding(batch.shape)), ...inBatch].sort(),
    condition: [],
    found: {
      seed: firstFound.place.seed,
      distribution: firstFound.place.distribution,
      shape: firstFound.place.shape,
      nonZeroTerms: firstFound.output.nonZero,
      errorOverBound: finiteRatio(firstFound.output.errorOverBound),
      ...(together ? {} : inputAsMet(input, firstFound, outputSize(firstFound.batch.shape, subject.operation))),
    },
    command: `npx lastbit corpus replay ${id}`,
    ...(revealed === undefined ? {} : { note: `As revealed at this shape: ${revealed.words}.` }),
    ...(judged.reason === undefined ? {} : { note: judged.reason }),
  };
}

/** The case as it was first found, unless it is the entry's own or too large. */
function inputAsMet(own: Case, firstFound: FirstFound, outputs: number): { readonly input?: CaseOutput } {
  const { input, output } = caseOf(firstFound, outputs);
  const { shape, image, kernel } = input;
  if (image.length + kernel.length > mostKept || JSON.stringify(bitsOfCase(own)) === JSON.stringify(bitsOfCase(input)))
    return {};
  return { input: { shape, image: writeNumbers(image), kernel: writeNumbers(kernel), output } };
}

function flagsOf({ output }: Counterexample, padded: boolean): readonly string[] {
  const kind = kindOf(output);
  const { special, computed, nonZero } = output;
  const flags = [
    special === undefined && kind.result === 'NaN' ? 'nan-from-finite' : undefined,
    special === undefined && kind.result === 'infinite' ? 'infinity-from-finite' : undefined,
    special === undefined ? undefined : 'non-finite-input',
    kind.range === 'tiny' ? 'underflow-range' : undefined,
    kind.range === 'huge' ? 'overflow-range' : undefined,
    kind.gross ? 'gross' : 'beyond-rounding',
    computed === 0 && nonZero > 0 ? 'result-zero' : undefined,
    padded ? 'padded' : undefined,
  ];
  return flags.filter((flag) => flag !== undefined);
}

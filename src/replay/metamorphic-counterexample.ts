import { drawAgain, varied } from '../check/check-metamorphic.ts';
import type { MetamorphicCounterexample } from '../check/metamorphic-records.ts';
import type { MetamorphicFailure } from '../check/minimise-metamorphic.ts';
import type { MetamorphicClaim, Relation } from '../claims/metamorphic-claim.ts';
import { batchOf } from '../conv/batch.ts';
import { bitsOfCase, caseOfEntry } from '../corpus/entry.ts';
import type { RecordedCounterexample } from '../corpus/observed-behaviours.ts';
import type { Subject } from '../engines/engine.ts';
import { judgeMetamorphic } from '../judge/judge-metamorphic.ts';

/** The record of a failure, which can be printed, saved and asked again. */
export function counterexampleOf(
  { subject, input, draws, change, difference, minimal }: MetamorphicFailure,
  found: MetamorphicCounterexample['found'],
): MetamorphicCounterexample {
  const { kind, pair, first, second } = difference;
  return {
    ...{ kind, operation: subject.operation, ...bitsOfCase(input), draws, change },
    outputs: [pair.first, pair.second],
    values: [textOf(first), textOf(second)],
    must: relationText(pair.must),
    nonZero: [...input.image, ...input.kernel].filter((number) => number !== 0).length,
    minimal,
    found,
  };
}

function textOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

const texts: Readonly<Record<Relation['kind'], string>> = {
  'same-bits': 'the same bits',
  'same-value': 'the same value',
  negated: 'the negative value',
  'not-smaller': 'not smaller',
  'not-larger': 'not larger',
  nan: 'NaN',
  zero: '0',
  times: 'a power of two times the value',
};

/** The relation of the second number to the first, in words. */
export function relationText(must: Relation): string {
  return must.kind === 'times' ? `2^${must.power} times the value` : texts[must.kind];
}

/** Whether a subject still differs on the recorded case; undefined if it does not answer. */
export async function showsBehaviour(
  claim: MetamorphicClaim,
  subject: Subject,
  recorded: RecordedCounterexample,
): Promise<boolean | undefined> {
  const batch = batchOf([caseOfEntry(recorded)]);
  const drawn = varied(claim, batch, subject.operation, drawAgain(recorded.draws));
  if (drawn === undefined) return undefined;
  const first = await subject.evaluate(batch);
  const second = await subject.evaluate(drawn.variation.batch);
  if (first.kind !== 'value' || second.kind !== 'value') return undefined;
  return judgeMetamorphic(drawn.variation, first.outputs, second.outputs).violations.length > 0;
}

import type { MetamorphicCounterexample } from '../check/metamorphic-records.ts';
import type { MetamorphicFailure } from '../check/minimise-metamorphic.ts';
import type { Relation } from '../claims/metamorphic-claim.ts';
import { bitsOfCase } from '../corpus/entry-case.ts';

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

/** How the second number must stand to the first, in words. */
function relationText(must: Relation): string {
  return must.kind === 'times' ? `2^${must.power} times the value` : texts[must.kind];
}

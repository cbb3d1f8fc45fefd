import { arithmeticSubject } from '../check/arithmetic-subject.ts';
import type { Place } from '../check/place.ts';
import { machine32 } from '../claims/arithmetic.ts';
import type { OperationClaim } from '../claims/operation-claim.ts';
import type { SumClaim } from '../claims/sum-claim.ts';
import { type ArithmeticEntry, arithmeticSchemaName } from '../corpus/entry.ts';
import { entryId } from '../corpus/entry-id.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { bits64 } from '../float/bits.ts';

/** The entry of binary32 numbers that violate a claim about operations or sums, on this machine. `trees` as text; none for an operation. */
export function entryOfArithmetic(
  claim: OperationClaim | SumClaim,
  numbers: readonly number[],
  trees: readonly string[],
  { seed, batch, distribution }: Pick<Place, 'seed' | 'batch' | 'distribution'>,
): ArithmeticEntry {
  const identity = {
    schema: arithmeticSchemaName,
    claim: claim.id,
    subject: { id: arithmeticSubject, version: lastbitVersion },
    format: machine32.format,
    numbers: numbers.map(bits64),
    trees,
  } as const;
  const id = entryId(identity);
  return {
    ...identity,
    id,
    role: 'refutation',
    expectation: 'must-fail',
    errorOverBound: null,
    flags: [],
    command: `npx lastbit corpus replay ${id}`,
    note: `Found with seed ${seed} in batch ${batch}, distribution ${distribution}.`,
  };
}

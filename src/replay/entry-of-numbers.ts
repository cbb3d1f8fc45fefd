import { arithmeticSubject } from '../check/check-numbers.ts';
import type { Place } from '../check/place.ts';
import type { Claim } from '../claims/claim.ts';
import type { ComparisonClaim, Factors } from '../claims/comparison-claim.ts';
import type { OperationClaim } from '../claims/operation-claim.ts';
import { machine32 } from '../claims/rounded-arithmetic.ts';
import type { SumClaim } from '../claims/sum-claim.ts';
import { rowShape } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import {
  type ArithmeticEntry,
  arithmeticSchemaName,
  bitsOfCase,
  type CorpusEntry,
  entrySchemaName,
  type Provenance,
  type RunResult,
} from '../corpus/entry.ts';
import { entryId } from '../corpus/entry-id.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { bits64, isBinary32 } from '../float/bits.ts';
import { decimalOf, toBinary64 } from '../float/dyadic.ts';
import { exactDotDyadic } from '../float/exact-dot.ts';
import { computedNumber } from './entry-numbers.ts';

/**
 * The entry of binary32 numbers that violate a claim about operations or sums on this machine. `trees` is empty for an
 * operation.
 */
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

/**
 * The entry of factors that refute a comparison: the pixels and taps of one window, one row high. `results` are those
 * of the claim's runs, in the same order.
 */
export function entryOfComparison(
  claim: ComparisonClaim,
  factors: Factors,
  results: readonly number[],
  { seed, distribution }: Pick<Provenance, 'seed' | 'distribution'>,
  because?: string,
): CorpusEntry {
  const n = factors.length;
  const [image, kernel] = [0, 1].map((side) => Float32Array.from(factors, (pair) => pair[side]!)) as [
    Float32Array,
    Float32Array,
  ];
  const shape = rowShape(n);
  const [first, ...others] = runResults(claim, results);
  const { name, ...computed } = first!;
  const identity = {
    claim: claim.id,
    subject: { id: name, version: lastbitVersion },
    ...bitsOfCase({ shape, image, kernel }),
    output: 0,
  };
  const id = entryId(identity);
  const exact = exactDotDyadic(image, kernel, 0, n);
  const nonZeroTerms = factors.filter(([left, right]) => left * right !== 0).length;
  return {
    schema: entrySchemaName,
    id,
    role: 'refutation',
    expectation: 'must-fail',
    ...identity,
    computed,
    results: [first!, ...others],
    exact: { decimal: decimalOf(exact), bits: bits64(toBinary64(exact)) },
    bound: null,
    errorOverBound: null,
    flags: [],
    condition: [],
    found: { seed, distribution, shape: shapeKey(shape), nonZeroTerms, errorOverBound: null },
    command: `npx lastbit corpus replay ${id}`,
    ...(because === undefined ? {} : { note: because }),
  };
}

/** The results of the runs, as an entry records them. */
export function runResults({ runs }: ComparisonClaim, results: readonly number[]): readonly RunResult[] {
  return runs.map(({ name, format = 'binary32' }, index) => {
    const result = results[index]!;
    return { name, ...computedNumber(result, isBinary32(result) ? format : 'binary64') };
  });
}

/** The entry of every refuted claim's own refutation, in the order of the claims. */
export function refutationEntries(claims: readonly Claim[]): readonly CorpusEntry[] {
  return claims.flatMap((claim) => {
    if (claim.kind !== 'comparison' || claim.refutation === undefined) return [];
    const { factors, results, because } = claim.refutation;
    return [entryOfComparison(claim, factors, results, { seed: 0, distribution: 'by hand' }, because)];
  });
}

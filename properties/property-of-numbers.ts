import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arithmeticSubject } from '../src/check/check-numbers.ts';
import type { ComparisonClaim, Factors } from '../src/claims/comparison-claim.ts';
import type { OperationClaim } from '../src/claims/operation-claim.ts';
import type { SumClaim } from '../src/claims/sum-claim.ts';
import type { AnyEntry } from '../src/corpus/entry.ts';
import type { RandomSum } from '../src/inputs/sums.ts';
import type { Verdicts } from '../src/judge/verdict.ts';
import { entryOfArithmetic, entryOfComparison } from '../src/replay/entry-of-numbers.ts';
import { printTree } from '../src/sums/tree-text.ts';
import { seed } from './engines.ts';
import { failureMessage, keepAndDescribe, parameters, replayed } from './property.ts';

type NumberClaim = OperationClaim | SumClaim | ComparisonClaim;

const runs = 1000;
const largestDiscardedShare = 0.1;

/**
 * A claim about numbers alone as a property of fast-check, by the binary32 arithmetic of this process: fast-check finds
 * no input that violates it. Fails for a violation, which is shrunk and written to the corpus, and where more is
 * discarded than the claim allows.
 */
export function propertyOfNumbers<C extends NumberClaim, Input>(
  claim: C,
  forAll: (claim: C, take: (verdicts: Verdicts<Input>) => void) => fc.IProperty<[Input]>,
  examples: readonly Input[] = [],
): void {
  test(claim.id, () => tryNumbers(claim, forAll, examples));
}

/** Checks the claim. Throws what a failure of the property prints. */
export function tryNumbers<C extends NumberClaim, Input>(
  claim: C,
  forAll: (claim: C, take: (verdicts: Verdicts<Input>) => void) => fc.IProperty<[Input]>,
  examples: readonly Input[],
  folder = 'corpus',
): void {
  let [tried, discarded] = [0, 0];
  let violation: Input | undefined;
  const holds = forAll(claim, (verdicts) => {
    tried += verdicts.outputs;
    discarded += verdicts.discarded;
    if (verdicts.violations.length === 0) return;
    violation = verdicts.violations[0]!;
    throw new Error(`${claim.id} is violated`);
  });
  const given = (replayed ? [] : examples).map((input): [Input] => [input]);
  const details = fc.check(holds, {
    ...parameters,
    ...{ numRuns: runs + examples.length, examples: given },
  });
  if (details.failed && violation !== undefined)
    throw new Error(keepAndDescribe(entryOf(claim, violation), details, folder));
  if (details.failed) throw new Error(failureMessage(details));
  expect(discarded).toBeLessThan(tried);
  expect(discarded / tried).toBeLessThanOrEqual(claim.mostDiscarded?.share ?? largestDiscardedShare);
}

/** Tests a refuted claim: the factors that are kept with it must refute it, to the bit. */
export function refutation(
  claim: ComparisonClaim,
  check: (claim: ComparisonClaim, inputs: readonly Factors[]) => Verdicts<Factors>,
): void {
  test(`${claim.id} is refuted`, () => {
    const { factors, results } = claim.refutation!;
    expect(check(claim, [factors]).violations).toEqual([factors]);
    expect(claim.runs.map((run) => run.compute(factors))).toEqual(results);
  });
}

/** What the check of this kind of claim gives for a violation: operands, a sum, or factors. */
function entryOf(claim: NumberClaim, violation: unknown): AnyEntry {
  const found = { seed, batch: 0, distribution: `of ${arithmeticSubject}` };
  if (claim.kind === 'operation') return entryOfArithmetic(claim, violation as readonly number[], [], found);
  if (claim.kind === 'sum') {
    const { terms, trees } = violation as RandomSum;
    return entryOfArithmetic(claim, terms, trees.slice(0, claim.trees).map(printTree), found);
  }
  const factors = violation as Factors;
  return entryOfComparison(
    claim,
    factors,
    claim.runs.map((run) => run.compute(factors)),
    found,
  );
}

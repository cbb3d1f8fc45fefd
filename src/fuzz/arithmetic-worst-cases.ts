import { checkComparison, checkOperation, checkSum } from '../check/check-numbers.ts';
import type { Claim } from '../claims/claim.ts';
import type { ComparisonClaim } from '../claims/comparison-claim.ts';
import type { OperationClaim } from '../claims/operation-claim.ts';
import type { SumClaim } from '../claims/sum-claim.ts';
import type { AnyEntry, ArithmeticEntry } from '../corpus/entry.ts';
import { attainingSums } from '../inputs/sums.ts';
import { witnessLevels } from '../inputs/witness-levels.ts';
import { entryOfArithmetic, entryOfComparison } from '../replay/entry-of-numbers.ts';
import { blockedTree, pairwiseTree, sequentialTree } from '../sums/schemes.ts';
import type { SummationTree } from '../sums/tree.ts';
import { printTree } from '../sums/tree-text.ts';

/**
 * Records of the claims about numbers alone, in the binary32 arithmetic of this process. They are the operands or
 * factors by which a claim says that it is attained. For sums they are what comes nearest to the bound: the worst
 * cases of a few trees, or large and small numbers.
 */
export function arithmeticWorstCases(claims: readonly Claim[]): readonly AnyEntry[] {
  return claims
    .flatMap((claim): readonly (AnyEntry | undefined)[] => {
      if (claim.kind === 'operation') return [operationRecord(claim)];
      if (claim.kind === 'sum') return [sumRecord(claim)];
      return claim.kind === 'comparison' ? [relationRecord(claim)] : [];
    })
    .filter((entry) => entry !== undefined);
}

function operationRecord(claim: OperationClaim): AnyEntry | undefined {
  if (claim.sharpExample === undefined) return undefined;
  const { worst, attained } = checkOperation(claim, [claim.sharpExample]);
  return worst < 0 ? undefined : entryOf(claim, claim.sharpExample, [], attained);
}

function relationRecord(claim: ComparisonClaim): AnyEntry | undefined {
  const { sharpExample: factors, inequality } = claim;
  if (factors === undefined || inequality === undefined) return undefined;
  const { worst, attained } = checkComparison(claim, [factors]);
  if (worst < 0) return undefined;
  const results = claim.runs.map((run) => run.compute(factors));
  const entry = entryOfComparison(claim, factors, results, { seed: 0, distribution: 'by hand' });
  return { ...entry, role: 'worst-case', expectation: 'must-hold', errorOverBound: attained };
}

const lengths = [2, 3, 4, 6, 7, 9, 13, 25];

function sumRecord(claim: SumClaim): AnyEntry | undefined {
  let best: ArithmeticEntry | undefined;
  for (const { terms, trees } of claim.trees === 1 ? sumsByOne : attainingSums) {
    const { worst, attained } = checkSum(claim, [{ terms, trees: [trees[0], trees[1] ?? trees[0]] }]);
    if (worst < 0 || attained <= (best?.errorOverBound ?? 0)) continue;
    best = entryOf(claim, terms, trees.map(printTree), attained);
  }
  return best;
}

/** Ties that a tree loses; 2^24 and ones, which some trees accumulate; one ulp more than 1. */
function candidates(tree: SummationTree, n: number): readonly (readonly number[])[] {
  const levels = Array.from(witnessLevels(tree, n), (level) => 2 ** (-24 * level));
  const ones = Array.from({ length: n }, (_, term) => (term === 0 ? 2 ** 24 : 1));
  const increasing = Array.from({ length: n }, (_, term) => 1 + term * 2 ** -23);
  return [levels, ones, ones.toReversed(), increasing];
}

const sumsByOne = lengths.flatMap((n) =>
  [sequentialTree(n), pairwiseTree(n, 'first'), blockedTree(n, 3)].flatMap((tree) =>
    candidates(tree, n).map((terms) => ({ terms, trees: [tree] })),
  ),
);

function entryOf(
  claim: OperationClaim | SumClaim,
  numbers: readonly number[],
  trees: readonly string[],
  attained: number,
): ArithmeticEntry {
  const { note: _, ...entry } = entryOfArithmetic(claim, numbers, trees, {
    seed: 0,
    batch: 0,
    distribution: 'by hand',
  });
  return { ...entry, role: 'worst-case', expectation: 'must-hold', errorOverBound: attained };
}

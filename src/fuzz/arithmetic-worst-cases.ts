import { machine32 } from '../claims/arithmetic.ts';
import type { Claim } from '../claims/claim.ts';
import type { ComparisonClaim } from '../claims/comparison-claim.ts';
import type { OperationClaim } from '../claims/operation-claim.ts';
import { computeSum, type SumClaim } from '../claims/sum-claim.ts';
import type { AnyEntry, ArithmeticEntry } from '../corpus/entry.ts';
import { attainingSums } from '../inputs/sums.ts';
import { witnessLevels } from '../inputs/witness-levels.ts';
import { exactSums } from '../judge/judge-comparison.ts';
import { judgeInequality, judgeOperation } from '../judge/judge-operation.ts';
import { judgeSum } from '../judge/judge-sum.ts';
import { entryOfArithmetic } from '../replay/entry-of-arithmetic.ts';
import { entryOfComparison } from '../replay/entry-of-comparison.ts';
import { printTree } from '../sums/print-tree.ts';
import { blockedTree } from '../sums/schemes/blocked-tree.ts';
import { pairwiseTree } from '../sums/schemes/pairwise-tree.ts';
import { sequentialTree } from '../sums/schemes/sequential-tree.ts';
import type { SummationTree } from '../sums/tree.ts';

/**
 * Records of the claims about numbers alone, in binary32 as this process computes it: the operands or factors by which a claim says that it is
 * attained, and for sums the worst case of a few trees, or large numbers and small ones, whichever comes nearest.
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
  const verdict = judgeOperation(claim, claim.sharpExample, machine32);
  return verdict.kind === 'holds' ? entryOf(claim, claim.sharpExample, [], verdict.attained) : undefined;
}

function relationRecord(claim: ComparisonClaim): AnyEntry | undefined {
  const { sharpExample: factors, inequality } = claim;
  if (factors === undefined || inequality === undefined) return undefined;
  const results = claim.runs.map((run) => run.compute(factors));
  const verdict = judgeInequality(inequality(results, exactSums(factors), factors));
  if (verdict.kind !== 'holds') return undefined;
  const entry = entryOfComparison(claim, factors, results, { seed: 0, distribution: 'by hand' });
  return { ...entry, role: 'worst-case', expectation: 'must-hold', errorOverBound: verdict.attained };
}

const lengths = [2, 3, 4, 6, 7, 9, 13, 25];

function sumRecord(claim: SumClaim): AnyEntry | undefined {
  let best: ArithmeticEntry | undefined;
  for (const { terms, trees } of claim.trees === 1 ? sumsByOne : attainingSums) {
    const verdict = judgeSum(claim, computeSum(terms, trees, machine32));
    if (verdict.kind !== 'holds' || verdict.attained <= (best?.errorOverBound ?? 0)) continue;
    best = entryOf(claim, terms, trees.map(printTree), verdict.attained);
  }
  return best;
}

/** The ties that a tree loses; 2^24 and ones, which some trees collect; one ulp more than 1. */
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

import { machine32 } from '../claims/arithmetic.ts';
import { type ComputedSum, computeSum, type SumClaim } from '../claims/sum-claim.ts';
import {
  attainingSums,
  type RandomSum,
  randomSum,
  type SumDistribution,
  sumDistributions,
} from '../inputs/random-sum.ts';
import { shrinkTerms } from '../inputs/shrink-terms.ts';
import { judgeSum } from '../judge/judge-sum.ts';
import { keepTerms } from '../reveal/model.ts';
import { uniformAccumulation } from '../sums/accumulation.ts';
import { printTree } from '../sums/print-tree.ts';
import type { SummationTree } from '../sums/tree.ts';
import { type NumberKind, NumberTrials } from './number-trials.ts';
import type { OpenTrials } from './trials.ts';

interface TriedSum extends RandomSum {
  readonly computed: ComputedSum;
}

const computed = (sum: RandomSum): TriedSum => ({ ...sum, computed: computeSum(sum.terms, sum.trees, machine32) });
const attaining = attainingSums.map(computed);

/** A sum is computed once for all claims. */
const sums: NumberKind<SumClaim, SumDistribution, TriedSum> = {
  name: 'sums',
  distributions: sumDistributions,
  draw: (rng, distribution) => computed(randomSum(rng, distribution)),
  attaining: () => attaining,
  verdict: (claim, { computed: sum }) => judgeSum(claim, claim.trees === 2 ? sum : alone(sum)),
  smallest: (claim, { terms, trees }) => {
    const chosen = trees.slice(0, claim.trees);
    const smallest = shrinkTerms(
      terms.map((term) => [term]),
      (rest, kept) => {
        const sum = computeSum(rest.flat(), chosen.map(without(kept)), machine32);
        return judgeSum(claim, sum).kind === 'violated';
      },
    );
    const left = chosen.map(without(smallest.kept));
    return { numbers: smallest.terms.flat(), trees: left.map(printTree) };
  },
};

/** Claims about sums in any order. */
export const openSumTrials: OpenTrials = (context) =>
  NumberTrials.open(
    sums,
    context.options.claims.filter((claim) => claim.kind === 'sum'),
    context,
  );

const alone = (sum: ComputedSum): ComputedSum => ({ ...sum, trees: sum.trees.slice(0, 1) });

/** A tree without the terms that are gone; at least one is kept. */
const without =
  (kept: readonly number[]) =>
  (tree: SummationTree): SummationTree =>
    keepTerms(uniformAccumulation(tree, 'rounded-products'), kept)!.tree;

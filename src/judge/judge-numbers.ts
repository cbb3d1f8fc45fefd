import type { ComparisonClaim, ExactSums, Factors } from '../claims/comparison-claim.ts';
import type { Inequality, OperationClaim } from '../claims/operation-claim.ts';
import type { RoundedArithmetic } from '../claims/rounded-arithmetic.ts';
import type { ComputedSum, SumClaim } from '../claims/sum-claim.ts';
import {
  absDyadic,
  addDyadic,
  compareDyadic,
  type Dyadic,
  dyadicOf,
  dyadicZero,
  multiplyDyadic,
  toBinary64,
} from '../float/dyadic.ts';
import { countRatio, emptyHistogram } from './ratio-histogram.ts';
import type { Verdicts } from './verdict.ts';

/** The verdict of a claim about operations on given operands. */
export type OperationVerdict =
  | { readonly kind: 'holds'; readonly attained: number }
  | { readonly kind: 'violated' }
  | { readonly kind: 'discarded'; readonly because: string };

export function judgeOperation(
  claim: OperationClaim,
  operands: readonly number[],
  arithmetic: RoundedArithmetic,
): OperationVerdict {
  const because = claim.failedHypothesis(operands, arithmetic);
  return because === undefined
    ? judgeInequality(claim.inequality(operands, arithmetic))
    : { kind: 'discarded', because };
}

const magnitude = ({ significand, exponent }: Dyadic): number => exponent + significand.toString(2).length;

/** Judges by exact arithmetic. The ratio is rounded and only for display. */
export function judgeInequality({ error, bound }: Inequality): OperationVerdict {
  if (compareDyadic(error, bound) > 0) return { kind: 'violated' };
  if (error.significand === 0n) return { kind: 'holds', attained: 0 };
  const [most, least] = [2 ** 900, 2 ** -900];
  const [errorSize, boundSize] = [toBinary64(error), toBinary64(bound)];
  if (boundSize < most && errorSize > least) return { kind: 'holds', attained: errorSize / boundSize };
  // A claim that multiplies to avoid a division may put both sides far outside binary64's range.
  const [above, below] = [error, bound].map((d) => toBinary64({ ...d, exponent: d.exponent - magnitude(bound) }));
  return { kind: 'holds', attained: above! / below! };
}

/** The verdict of a claim about sums on a computed sum. A sum that overflows is always discarded. */
export function judgeSum(claim: SumClaim, sum: ComputedSum): OperationVerdict {
  if (!sum.trees.every(({ nodes }) => nodes.every(Number.isFinite)))
    return { kind: 'discarded', because: 'it overflows' };
  const because = claim.failedHypothesis(sum);
  return because === undefined ? judgeInequality(claim.inequality(sum)) : { kind: 'discarded', because };
}

/** The verdict of a claim that compares runs, on given factors, with the results of the runs. */
export type RelationVerdict =
  | { readonly kind: 'holds'; readonly results: readonly number[]; readonly attained?: number }
  | { readonly kind: 'violated'; readonly results: readonly number[] }
  | { readonly kind: 'discarded'; readonly because: string };

/** For finite factors only. `attained` is error ÷ bound, if the claim states a bound. */
export function judgeComparison(claim: ComparisonClaim, factors: Factors): RelationVerdict {
  const because = claim.failedHypothesis(factors);
  if (because !== undefined) return { kind: 'discarded', because };
  const results = claim.runs.map((run) => run.compute(factors));
  const exact = exactSums(factors);
  if (claim.inequality === undefined)
    return { kind: claim.holds(results, exact, factors) ? 'holds' : 'violated', results };
  const verdict = judgeInequality(claim.inequality(results, exact, factors));
  return verdict.kind === 'discarded' ? verdict : { ...verdict, results };
}

/** Computed on demand: if binary64 suffices to show that a claim holds, the exact sums are never needed. */
export function exactSums(factors: Factors): ExactSums {
  let known: ExactSums | undefined;
  const sums = (): ExactSums => {
    known ??= addUp(factors);
    return known;
  };
  return {
    get sum() {
      return sums().sum;
    },
    get absoluteSum() {
      return sums().absoluteSum;
    },
  };
}

function addUp(factors: Factors): ExactSums {
  let [sum, absoluteSum] = [dyadicZero, dyadicZero];
  for (const [left, right] of factors) {
    const product = multiplyDyadic(dyadicOf(Math.fround(left)), dyadicOf(Math.fround(right)));
    sum = addDyadic(sum, product);
    absoluteSum = addDyadic(absoluteSum, absDyadic(product));
  }
  return { sum, absoluteSum };
}

/**
 * Counts the verdicts on inputs with one output each; the violations are the inputs themselves. An input that satisfies
 * a claim without a bound has the ratio 0.
 */
export function countVerdicts<Input>(
  inputs: readonly Input[],
  judge: (input: Input) => OperationVerdict,
): Verdicts<Input> {
  const histogram = emptyHistogram();
  const reasons = new Map<string, number>();
  const violations: Input[] = [];
  let [discarded, attained, worst] = [0, 0, -1];
  for (const [index, input] of inputs.entries()) {
    const verdict = judge(input);
    if (verdict.kind === 'discarded') {
      discarded++;
      reasons.set(verdict.because, (reasons.get(verdict.because) ?? 0) + 1);
      continue;
    }
    const ratio = verdict.kind === 'violated' ? Number.POSITIVE_INFINITY : verdict.attained;
    countRatio(histogram, ratio);
    if (verdict.kind === 'violated') violations.push(input);
    else if (ratio > attained || worst < 0) [attained, worst] = [ratio, index];
  }
  return { outputs: inputs.length, discarded, reasons, attained, worst, histogram, violations };
}
